package dev.anicut.model;

import java.util.Arrays;

/**
 * The totals of a run.
 *
 * @param runId the run
 * @param counts one total for each {@link LedgerEntry}, in its order
 * @param finished whether these are the last totals of a run that has come to its end
 */
public record Ledger(String runId, long[] counts, boolean finished) {

    /** Totals of an older version, which counted less, are taken as zero for the rest. */
    public Ledger {
        if (counts.length < LedgerEntry.values().length) {
            counts = Arrays.copyOf(counts, LedgerEntry.values().length);
        }
    }

    public static Ledger empty(String runId) {
        return new Ledger(runId, new long[LedgerEntry.values().length], false);
    }

    public long get(LedgerEntry entry) {
        return counts[entry.ordinal()];
    }

    /** Records that were read and have not ended yet. */
    public long inFlight() {
        return get(LedgerEntry.READ)
                - get(LedgerEntry.INGESTED)
                - get(LedgerEntry.UNCHANGED)
                - get(LedgerEntry.DUPLICATE)
                - get(LedgerEntry.DELETED)
                - get(LedgerEntry.DEAD_LETTERED);
    }

    /** Records that have ended. */
    public long settled() {
        return get(LedgerEntry.READ) - inFlight();
    }

    public Ledger plus(long[] delta) {
        long[] sum = Arrays.copyOf(counts, counts.length);
        for (int i = 0; i < delta.length; i++) {
            sum[i] += delta[i];
        }
        return new Ledger(runId, sum, finished);
    }

    public Ledger asFinished() {
        return new Ledger(runId, counts, true);
    }
}
