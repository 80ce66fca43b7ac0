package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import dev.anicut.operators.ledger.InputSize;
import dev.anicut.operators.ledger.TimeLeft;
import java.util.Locale;

/** The share of an input that is done, and the time that the rest takes at the rate since this was made. */
final class InputLeft implements Outlook {
    private final InputSize input;
    private final TimeLeft timeLeft;

    InputLeft(InputSize input, long startMillis) {
        this.input = input;
        this.timeLeft = new TimeLeft(startMillis);
    }

    @Override
    public String of(Ledger ledger, long nowMillis) {
        double share = input.share(ledger);
        return String.format(Locale.ROOT, "%.1f %%  %s", share * 100, left(timeLeft.seconds(share, nowMillis)));
    }

    private static String left(double seconds) {
        return Double.isNaN(seconds) ? "time left unknown" : ProgressLine.duration(seconds) + " left";
    }
}
