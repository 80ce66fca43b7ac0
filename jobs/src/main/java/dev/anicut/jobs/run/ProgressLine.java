package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.io.PrintStream;
import java.util.Locale;

/**
 * One live line about a run: documents, rates, and what is left. On a terminal it is drawn over and over; elsewhere it is
 * a line every ten seconds in which something happened.
 */
final class ProgressLine {
    private static final long PLAIN_INTERVAL_MS = 10_000;
    /** Rates are over this much of the recent past. */
    private static final double SMOOTHING_SECONDS = 8;

    private final PrintStream out;
    private final boolean terminal;
    private final Outlook outlook;

    private long lastMillis;
    private long lastDocuments;
    private long lastChunks;
    private double documentsPerSecond;
    private double chunksPerSecond;
    private long lastPrinted;
    private long printedDocuments = -1;
    private int drawn;

    ProgressLine(PrintStream out, boolean terminal, Outlook outlook, long nowMillis) {
        this.out = out;
        this.terminal = terminal;
        this.outlook = outlook;
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
        } else if (nowMillis - lastPrinted >= PLAIN_INTERVAL_MS && settled != printedDocuments) {
            lastPrinted = nowMillis;
            printedDocuments = settled;
            out.println(describe(ledger, settled, nowMillis));
        }
    }

    private String describe(Ledger ledger, long settled, long nowMillis) {
        return String.format(
                Locale.ROOT,
                "%,d documents  %,.0f documents/s  %,.0f chunks/s  %s",
                settled,
                documentsPerSecond,
                chunksPerSecond,
                outlook.of(ledger, nowMillis));
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
