package dev.anicut.operators.ledger;

/** How long the rest of an input takes at the rate since this was made, or since the run that it watches went on. */
public final class TimeLeft {
    /** Less of the input says nothing about the rate. */
    private static final double LEAST_SHARE = 0.002;

    private final long startMillis;
    private double startShare = Double.NaN;

    public TimeLeft(long startMillis) {
        this.startMillis = startMillis;
    }

    /**
     * The seconds left; NaN while they cannot be told.
     *
     * @param share of the input that is done; the first one given was done before
     */
    public double seconds(double share, long nowMillis) {
        if (share >= 1) {
            return 0;
        }
        if (Double.isNaN(startShare) || share < startShare) {
            startShare = share;
        }
        double done = share - startShare;
        return done < LEAST_SHARE ? Double.NaN : (nowMillis - startMillis) / 1000.0 * (1 - share) / done;
    }
}
