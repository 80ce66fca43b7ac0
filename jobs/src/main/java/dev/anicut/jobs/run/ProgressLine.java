package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.io.PrintStream;
import java.util.Locale;

/**
 * One live line about a run: documents, share of the input, rates, time left. On a terminal it is drawn over and over;
 * elsewhere it is a line every ten seconds.
 */
final class ProgressLine {
    private static final long PLAIN_INTERVAL_MS = 10_000;
    /** Rates are over this much of the recent past. */
    private static final double SMOOTHING_SECONDS = 8;

    private final PrintStream out;
    private final boolean terminal;
    private final long totalBytes;
    private final long startMillis;

    private long lastMillis;
    private long lastDocuments;
    private long lastChunks;
    private double documentsPerSecond;
    private double chunksPerSecond;
    private long lastPrinted;
    private int drawn;

    ProgressLine(PrintStream out, boolean terminal, long totalBytes, long nowMillis) {
        this.out = out;
        this.terminal = terminal;
        this.totalBytes = totalBytes;
        this.startMillis = nowMillis;
        this.lastMillis = nowMillis;
        this.lastPrinted = nowMillis;
    }

    void update(Ledger ledger, long nowMillis) {
        long settled = ledger.get(LedgerEntry.READ) - ledger.inFlight();
        double elapsed = (nowMillis - lastMillis) / 1000.0;
        if (elapsed > 0) {
            double weight = 1 - Math.exp(-elapsed / SMOOTHING_SECONDS);
            documentsPerSecond += weight * ((settled - lastDocuments) / elapsed - documentsPerSecond);
            chunksPerSecond += weight * ((ledger.get(LedgerEntry.CHUNKS) - lastChunks) / elapsed - chunksPerSecond);
        }
        lastMillis = nowMillis;
        lastDocuments = settled;
        lastChunks = ledger.get(LedgerEntry.CHUNKS);
        if (terminal) {
            String line = describe(ledger, settled, nowMillis);
            out.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
            out.flush();
            drawn = line.length();
        } else if (nowMillis - lastPrinted >= PLAIN_INTERVAL_MS) {
            lastPrinted = nowMillis;
            out.println(describe(ledger, settled, nowMillis));
        }
    }

    private String describe(Ledger ledger, long settled, long nowMillis) {
        // what is read is not yet done: the share is of bytes whose records have ended
        long read = ledger.get(LedgerEntry.READ);
        double share = totalBytes == 0 || read == 0
                ? 0
                : Math.min(1, (double) ledger.get(LedgerEntry.BYTES) / totalBytes * settled / read);
        return String.format(
                Locale.ROOT,
                "%,d documents  %.1f %%  %,.0f documents/s  %,.0f chunks/s  %s",
                settled,
                share * 100,
                documentsPerSecond,
                chunksPerSecond,
                left(share, nowMillis));
    }

    private String left(double share, long nowMillis) {
        if (share < 0.002) {
            return "time left unknown";
        }
        double elapsed = (nowMillis - startMillis) / 1000.0;
        return duration(elapsed * (1 - share) / share) + " left";
    }

    /** Takes the line away, for what is printed next. */
    void clear() {
        if (terminal && drawn > 0) {
            out.print("\r" + " ".repeat(drawn) + "\r");
            out.flush();
            drawn = 0;
        }
    }

    static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) {
            return s + " s";
        }
        if (s < 3600) {
            return s / 60 + " min " + s % 60 + " s";
        }
        return s / 3600 + " h " + s % 3600 / 60 + " min";
    }
}
