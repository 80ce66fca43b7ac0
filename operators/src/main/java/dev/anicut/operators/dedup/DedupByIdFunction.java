package dev.anicut.operators.dedup;

import dev.anicut.model.Document;
import dev.anicut.model.Outcome;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.StoredDocument;
import dev.anicut.model.StoredOutcome;
import dev.anicut.operators.ledger.Outcomes;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Settles by document id whether a record is a new version, says nothing new, or comes too late.
 *
 * <p>Keyed state knows what this run has let through; PostgreSQL knows what stands. State alone never ends a record as
 * unchanged: the version it remembers may still fail.
 */
public final class DedupByIdFunction extends KeyedProcessFunction<String, RecalledDocument, CheckedDocument> {
    private static final long serialVersionUID = 1L;

    private final DedupConfig config;
    private final String runId;

    private transient ValueState<KnownVersion> newest;
    private transient Counter numUnchanged;
    private transient Counter numStale;

    public DedupByIdFunction(DedupConfig config, String runId) {
        this.config = config;
        this.runId = runId;
    }

    @Override
    public void open(OpenContext context) {
        ValueStateDescriptor<KnownVersion> descriptor =
                new ValueStateDescriptor<>("newest-version", TypeInformation.of(KnownVersion.class));
        descriptor.enableTimeToLive(config.stateTtl());
        newest = getRuntimeContext().getState(descriptor);
        numUnchanged = getRuntimeContext().getMetricGroup().counter("numUnchanged");
        numStale = getRuntimeContext().getMetricGroup().counter("numStale");
    }

    @Override
    public void processElement(RecalledDocument recalled, Context context, Collector<CheckedDocument> out)
            throws Exception {
        Document document = recalled.document();
        StoredDocument stored = recalled.stored();
        KnownVersion inState = newest.value();
        KnownVersion known = known(document, stored, inState);

        if (known != null && known.sequence().isNewerThan(document.sequence())) {
            numStale.inc();
            end(document, true, context);
            return;
        }
        boolean saysTheSame = known != null && known.fingerprint().equals(document.fingerprint());
        boolean stands = stored != null && stored.fingerprint().equals(document.fingerprint());
        if (saysTheSame && stands && recalled.contentWhole() && !isOwnRow(document, stored, inState)) {
            numUnchanged.inc();
            end(document, false, context);
            return;
        }
        newest.update(new KnownVersion(document.sequence(), document.fingerprint()));
        out.collect(new CheckedDocument(recalled, saysTheSame && inState != null));
    }

    /**
     * The newest version before this record, as the first passage of the record saw it.
     *
     * <p>After a crash a record may meet rows that this very run wrote later. State comes from the checkpoint and knows
     * what came before the record; a row of this run that is newer than the record does not count, and what stood
     * before the run is used in its place.
     */
    private KnownVersion known(Document document, StoredDocument stored, KnownVersion inState) {
        if (stored == null) {
            return inState;
        }
        KnownVersion row = new KnownVersion(stored.sequence(), stored.fingerprint());
        boolean ownRun = stored.runId().equals(runId);
        if (inState != null) {
            return !ownRun && row.sequence().isNewerThan(inState.sequence()) ? row : inState;
        }
        if (!ownRun || document.sequence().isNewerThan(stored.sequence())) {
            return row;
        }
        return stored.baseSequence() == null ? null : new KnownVersion(stored.baseSequence(), stored.baseFingerprint());
    }

    /** Whether the row was written by this record itself, before a crash: it repeats its first outcome. */
    private boolean isOwnRow(Document document, StoredDocument stored, KnownVersion inState) {
        return inState == null
                && stored.runId().equals(runId)
                && stored.sequence().equals(document.sequence());
    }

    private static void end(Document document, boolean stale, Context context) {
        context.output(
                Outcomes.TAG,
                new StoredOutcome(
                        document.id(),
                        Outcome.UNCHANGED,
                        stale,
                        document.sequence(),
                        document.origin(),
                        document.contentHash(),
                        null));
    }
}
