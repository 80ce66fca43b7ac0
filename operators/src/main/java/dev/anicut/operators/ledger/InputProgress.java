package dev.anicut.operators.ledger;

import dev.anicut.model.Ledger;

/**
 * How far a run is with its input, as totals come in: the share that belongs to records which have ended, and the time
 * that the rest takes. What has been read and has not ended is not done. Not thread-safe.
 */
public final class InputProgress {
    /** As long as the run has not come to its end, something is left. */
    private static final double NEARLY_ALL = 0.999;

    private final InputSize input;
    private final EndedBytes endedBytes = new EndedBytes();
    private final TimeLeft timeLeft = new TimeLeft();
    private double share;
    private double secondsLeft = Double.NaN;

    public InputProgress(InputSize input) {
        this.input = input;
    }

    /** Takes in the latest totals; the first ones are what was done before, as in a run that is resumed. */
    public void update(Ledger ledger, long nowMillis) {
        double done = 0;
        if (input.bytes() > 0) {
            done = endedBytes.of(ledger) / input.bytes();
        } else if (input.records() > 0) {
            done = (double) ledger.settled() / input.records();
        }
        boolean isOver = input.ends() && ledger.finished();
        share = isOver ? 1 : Math.max(share, Math.min(done, input.ends() ? NEARLY_ALL : 1));
        secondsLeft = timeLeft.seconds(share, nowMillis);
    }

    /** The share that is done, 0 to 1; never goes back, and is 1 only at the end. 0 where the size is not known. */
    public double share() {
        return share;
    }

    /** NaN where it cannot be told. */
    public double secondsLeft() {
        return secondsLeft;
    }
}
