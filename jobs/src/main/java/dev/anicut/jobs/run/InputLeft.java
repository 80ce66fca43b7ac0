package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import dev.anicut.operators.ledger.InputProgress;
import dev.anicut.operators.ledger.InputSize;
import java.util.Locale;

/** The share of an input that is done, and about how long the rest takes once that can be told. */
final class InputLeft implements Outlook {
    private final InputProgress progress;

    InputLeft(InputSize input) {
        this.progress = new InputProgress(input);
    }

    @Override
    public String of(Ledger ledger, long nowMillis) {
        progress.update(ledger, nowMillis);
        double left = progress.secondsLeft();
        // what is not all of it is not rounded up to it
        return String.format(Locale.ROOT, "%.1f %% done", Math.floor(progress.share() * 1000) / 10)
                + (Double.isNaN(left) ? "" : "  " + Seconds.about(left) + " left");
    }

    /** Whether nothing is left, as of the latest totals. */
    boolean isDone() {
        return progress.share() >= 1;
    }
}
