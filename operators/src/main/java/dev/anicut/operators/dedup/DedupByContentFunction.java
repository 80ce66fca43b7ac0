package dev.anicut.operators.dedup;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.Document;
import dev.anicut.model.Outcome;
import dev.anicut.model.RecalledDocument;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Labels a document whose content another document brought first as its duplicate.
 *
 * <p>A duplicate is not held back: if the content stands whole only its row is written, else it takes the same road as
 * its owner, finds the owner's vectors by hash, and is not stranded when the owner fails. Tombstones pass by.
 */
public final class DedupByContentFunction extends KeyedProcessFunction<String, CheckedDocument, AdmittedDocument> {
    private static final long serialVersionUID = 1L;

    private final DedupConfig config;

    private transient ValueState<String> owner;
    private transient Counter numDuplicates;

    public DedupByContentFunction(DedupConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        ValueStateDescriptor<String> descriptor = new ValueStateDescriptor<>("content-owner", Types.STRING);
        descriptor.enableTimeToLive(config.stateTtl());
        owner = getRuntimeContext().getState(descriptor);
        numDuplicates = getRuntimeContext().getMetricGroup().counter("numDuplicates");
    }

    @Override
    public void processElement(CheckedDocument checked, Context context, Collector<AdmittedDocument> out)
            throws Exception {
        RecalledDocument recalled = checked.recalled();
        Document document = recalled.document();
        if (document.isTombstone()) {
            // whoever owned the content stays its first owner
            Outcome outcome = checked.repeat() ? Outcome.UNCHANGED : Outcome.DELETED;
            out.collect(new AdmittedDocument(document, outcome, null, true));
            return;
        }
        String first = owner.value();
        if (first == null) {
            first = recalled.contentOwner() == null ? document.id() : recalled.contentOwner();
            owner.update(first);
        }
        boolean duplicate = !first.equals(document.id());
        if (duplicate && !checked.repeat()) {
            numDuplicates.inc();
        }
        Outcome outcome = checked.repeat() ? Outcome.UNCHANGED : duplicate ? Outcome.DUPLICATE : Outcome.INGESTED;
        out.collect(new AdmittedDocument(document, outcome, duplicate ? first : null, recalled.contentWhole()));
    }
}
