package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.util.Locale;

/** The documents that have ended, the rates of the recent past, and what is left. */
final class Throughput implements Progress {
    /** Rates are over this much of the recent past. */
    private static final double SMOOTHING_SECONDS = 8;

    private static final long NEVER = -1;

    private final Outlook outlook;
    private long lastMillis = NEVER;
    private long lastDocuments;
    private long lastChunks;
    private double documentsPerSecond;
    private double chunksPerSecond;

    Throughput(Outlook outlook) {
        this.outlook = outlook;
    }

    @Override
    public Line at(Ledger ledger, long nowMillis) {
        // a restart takes totals back to the last checkpoint: the rates wait until they are past it
        long settled = Math.max(lastDocuments, ledger.settled());
        long chunks = Math.max(lastChunks, ledger.get(LedgerEntry.CHUNKS));
        double elapsed = (nowMillis - lastMillis) / 1000.0;
        // the first totals are what was done before, as in a run that is resumed
        if (lastMillis != NEVER && elapsed > 0) {
            double weight = 1 - Math.exp(-elapsed / SMOOTHING_SECONDS);
            documentsPerSecond += weight * ((settled - lastDocuments) / elapsed - documentsPerSecond);
            chunksPerSecond += weight * ((chunks - lastChunks) / elapsed - chunksPerSecond);
        }
        lastMillis = nowMillis;
        lastDocuments = settled;
        lastChunks = chunks;
        String text = String.format(
                Locale.ROOT,
                "%s  %,.0f documents/s  %,.0f chunks/s  %s",
                Quantity.of(settled, "document"),
                documentsPerSecond,
                chunksPerSecond,
                outlook.of(ledger, nowMillis));
        return new Line(text.stripTrailing(), settled);
    }
}
