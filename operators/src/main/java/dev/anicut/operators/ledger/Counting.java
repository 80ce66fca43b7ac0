package dev.anicut.operators.ledger;

import dev.anicut.model.ChunkAck;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.StoredOutcome;
import dev.anicut.model.Tally;
import java.io.Serializable;
import org.apache.flink.metrics.MetricGroup;

/** What an element of some stream adds to the ledger. */
@FunctionalInterface
public interface Counting<T> extends Serializable {

    /** Registers what is counted beside the ledger, before the first element. */
    default void open(MetricGroup group) {}

    /** Adds the element to the counts, one for each {@link LedgerEntry}, in its order. */
    void count(T element, long[] counts);

    static void tally(Tally tally, long[] counts) {
        counts[tally.entry().ordinal()] += tally.count();
    }

    static void outcome(StoredOutcome outcome, long[] counts) {
        LedgerEntry entry =
                switch (outcome.outcome()) {
                    case INGESTED -> LedgerEntry.INGESTED;
                    case UNCHANGED -> LedgerEntry.UNCHANGED;
                    case DUPLICATE -> LedgerEntry.DUPLICATE;
                    case DELETED -> LedgerEntry.DELETED;
                    case DEAD_LETTERED -> LedgerEntry.DEAD_LETTERED;
                };
        counts[entry.ordinal()]++;
        if (outcome.stale()) {
            counts[LedgerEntry.STALE.ordinal()]++;
        }
    }

    static void enrichment(DocumentHeader header, long[] counts) {
        LedgerEntry entry =
                switch (header.enrichment()) {
                    case ENRICHED -> LedgerEntry.ENRICHED;
                    case ENRICHMENT_FAILED -> LedgerEntry.ENRICHMENT_FAILED;
                    case ENRICHMENT_SKIPPED -> LedgerEntry.ENRICHMENT_SKIPPED;
                };
        counts[entry.ordinal()]++;
    }

    static void chunk(ChunkAck ack, long[] counts) {
        counts[LedgerEntry.CHUNKS.ordinal()]++;
        if (!ack.isFailed()) {
            counts[(ack.embedded() ? LedgerEntry.EMBEDDED : LedgerEntry.REUSED).ordinal()]++;
        }
    }
}
