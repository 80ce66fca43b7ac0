package dev.anicut.operators.enrich;

import java.util.concurrent.TimeUnit;

/**
 * Spreads units evenly over time, so that no minute has more than the limit. Not thread-safe.
 *
 * <p>Each grant takes up the time that its units have a right to; the next begins behind it. A timer that fires late may
 * be caught up with by a blink, and the pace is a percent slower than the limit, so that grants which travel at different
 * speeds do not come too close together at the server.
 */
final class Pacer {
    private static final long MAX_CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double MARGIN = 1.01;

    private final double nanosPerUnit;
    private long nextFree;

    /** @param perMinute units a minute, 0 for no limit */
    Pacer(long perMinute, long nowNanos) {
        this.nanosPerUnit = perMinute == 0 ? 0 : MARGIN * TimeUnit.MINUTES.toNanos(1) / perMinute;
        this.nextFree = nowNanos;
    }

    /** Nanoseconds until the next grant. */
    long waitNanos(long nowNanos) {
        return nanosPerUnit == 0 ? 0 : Math.max(0, nextFree - nowNanos);
    }

    void take(long units, long nowNanos) {
        if (nanosPerUnit > 0) {
            long catchUp = (long) Math.min(MAX_CATCH_UP_NANOS, nanosPerUnit);
            nextFree = Math.max(nextFree, nowNanos - catchUp) + (long) (units * nanosPerUnit);
        }
    }

    /** Sets right a grant that turned out larger or, below zero, smaller. */
    void correct(long units) {
        if (nanosPerUnit > 0) {
            nextFree += (long) (units * nanosPerUnit);
        }
    }
}
