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
    /** What any terminal of the last forty years does: to the line's start, and nothing behind it. */
    private static final String ERASE = "\r\u001B[K";
    /** A line longer than the terminal is wide is cut: one that wraps could not be drawn over. */
    private static final String NO_WRAP = "\u001B[?7l";

    private static final String WRAP = "\u001B[?7h";
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
    private boolean drawn;

    ProgressLine(PrintStream out, boolean terminal, Outlook outlook, long nowMillis) {
        this.out = out;
        this.terminal = terminal;
        this.outlook = outlook;
        this.lastMillis = nowMillis;
        this.lastPrinted = nowMillis;
    }

    void update(Ledger ledger, long nowMillis) {
        // a restart takes totals back to the last checkpoint: the rates wait until they are past it
        long settled = Math.max(lastDocuments, ledger.get(LedgerEntry.READ) - ledger.inFlight());
        long chunks = Math.max(lastChunks, ledger.get(LedgerEntry.CHUNKS));
        double elapsed = (nowMillis - lastMillis) / 1000.0;
        if (elapsed > 0) {
            double weight = 1 - Math.exp(-elapsed / SMOOTHING_SECONDS);
            documentsPerSecond += weight * ((settled - lastDocuments) / elapsed - documentsPerSecond);
            chunksPerSecond += weight * ((chunks - lastChunks) / elapsed - chunksPerSecond);
        }
        lastMillis = nowMillis;
        lastDocuments = settled;
        lastChunks = chunks;
        if (terminal) {
            String line = describe(ledger, settled, nowMillis);
            out.print(ERASE + NO_WRAP + line + WRAP);
            out.flush();
            drawn = true;
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
        if (drawn) {
            out.print(ERASE);
            out.flush();
            drawn = false;
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
