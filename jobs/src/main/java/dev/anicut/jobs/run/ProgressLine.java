package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import java.io.PrintStream;

/**
 * One live line about a run. On a terminal it is drawn over and over; elsewhere it is a line every ten seconds in which
 * something happened.
 */
final class ProgressLine {
    private static final long PLAIN_INTERVAL_MS = 10_000;
    /** What any terminal of the last forty years does: to the line's start, and nothing behind it. */
    private static final String ERASE = "\r\u001B[K";
    /** A line longer than the terminal is wide is cut: one that wraps could not be drawn over. */
    private static final String NO_WRAP = "\u001B[?7l";

    private static final String WRAP = "\u001B[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private Progress progress;

    private long lastPrinted;
    private Object printed;
    private boolean drawn;

    ProgressLine(PrintStream out, boolean terminal, Progress progress, long nowMillis) {
        this.out = out;
        this.terminal = terminal;
        this.progress = progress;
        this.lastPrinted = nowMillis;
    }

    void update(Ledger ledger, long nowMillis) {
        Progress.Line line = progress.at(ledger, nowMillis);
        if (terminal) {
            out.print(ERASE + NO_WRAP + line.text() + WRAP);
            out.flush();
            drawn = true;
        } else if (nowMillis - lastPrinted >= PLAIN_INTERVAL_MS && !line.state().equals(printed)) {
            lastPrinted = nowMillis;
            printed = line.state();
            out.println(line.text());
        }
    }

    /** Says something else from now on. */
    void show(Progress other) {
        progress = other;
    }

    /** Takes the line away, for what is printed next. */
    void clear() {
        if (drawn) {
            out.print(ERASE);
            out.flush();
            drawn = false;
        }
    }
}
