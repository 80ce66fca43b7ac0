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
 * <p>Keyed state knows what has passed in this run; PostgreSQL knows what stood before. State never ends a record as
 * unchanged, for the version it remembers may still fail: a record that says the same takes the road too. So does one
 * whose content is not whole for this run's model, or has yet to be enriched. Both end as unchanged, so that the outcome depends neither on how far
 * other records have come nor on a crash.
 *
 * <p>A tombstone is a version like any other, with nothing in it: it is remembered even for an id that never was, so that
 * an older version that comes late does not bring the document back.
 */
public final class DedupByIdFunction extends KeyedProcessFunction<String, RecalledDocument, CheckedDocument> {
    private static final long serialVersionUID = 1L;

    private final DedupConfig config;
    private final String runId;
    private final boolean versioned;

    private transient ValueState<KnownVersion> newest;
    private transient Counter numUnchanged;
    private transient Counter numStale;

    /** @param versioned whether the records' versions are configured, rather than their times of reading */
    public DedupByIdFunction(DedupConfig config, String runId, boolean versioned) {
        this.config = config;
        this.runId = runId;
        this.versioned = versioned;
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
        KnownVersion inState = newest.value();
        KnownVersion stood = stoodBefore(recalled.document(), recalled.stored());
        boolean underWay =
                inState != null && (stood == null || !stood.sequence().isNewerThan(inState.sequence()));
        KnownVersion known = underWay ? inState : stood;
        RecalledDocument placed = placed(recalled, known);
        Document document = placed.document();

        if (known != null && known.sequence().isNewerThan(document.sequence())) {
            numStale.inc();
            end(document, true, context);
            return;
        }
        // also for a record that says nothing new: a late one between the two versions is stale
        newest.update(new KnownVersion(document.sequence(), document.fingerprint()));
        boolean saysTheSame = known != null && known.fingerprint().equals(document.fingerprint());
        boolean nothingLeftToDo = document.isTombstone() || recalled.contentWhole() && recalled.enrichmentSettled();
        if (saysTheSame && !underWay && nothingLeftToDo) {
            numUnchanged.inc();
            end(document, false, context);
            return;
        }
        out.collect(new CheckedDocument(placed, saysTheSame));
    }

    /**
     * A tombstone that names no version deletes the version that is known, unless it was written before it: it takes the
     * place behind it by its own time. If none is known, any version that comes brings the document.
     */
    private static RecalledDocument placed(RecalledDocument recalled, KnownVersion known) {
        Document document = recalled.document();
        if (known == null || !document.isTombstone() || !document.sequence().hasUnknownVersion()) {
            return recalled;
        }
        Document placed = document.withSequence(document.sequence().inVersionOf(known.sequence()));
        return new RecalledDocument(placed, recalled.stored(), recalled.contentOwner(), recalled.contentWhole());
    }

    /**
     * The stored version as the first passage of the record saw it.
     *
     * <p>After a crash a record may meet a row that this very run wrote, from the record itself or from a later one:
     * then what counts is the version that stood before the run. What the run let through before the record, state
     * knows from the checkpoint. If state has expired, a row of this run counts that comes from an earlier record.
     */
    private KnownVersion stoodBefore(Document document, StoredDocument stored) {
        if (stored == null) {
            return null;
        }
        boolean replayed = stored.runId().equals(runId)
                && !document.sequence().isNewerThan(stored.sequence())
                && !stored.sequence().isReadBefore(document.sequence(), versioned);
        if (!replayed) {
            return new KnownVersion(stored.sequence(), stored.fingerprint());
        }
        return stored.baseSequence() == null ? null : new KnownVersion(stored.baseSequence(), stored.baseFingerprint());
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
