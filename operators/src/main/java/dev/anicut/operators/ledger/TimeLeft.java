package dev.anicut.operators.ledger;

import java.util.ArrayDeque;

/**
 * How long the rest of an input takes at the rate of the later half of the time so far: what is told about hours rests on
 * hours, and a change of pace is forgotten. Time counts from the first progress on. Nothing is told before that half has
 * brought enough: 2 % of the input within the first minute, and less the longer it has taken, down to 0.2 % in ten. So a
 * rest is never said to take more than 25 times as long as the input has taken yet, nor after ten minutes than 250 times.
 */
final class TimeLeft {
    private static final long LEAST_MILLIS = 10_000;
    private static final long FIRST_MILLIS = 60_000;
    private static final double LEAST_OF_FIRST = 0.02;
    private static final double LEAST_EVER = 0.002;
    /** The time so far is remembered in as many parts. */
    private static final int PARTS = 64;

    private record Sample(long at, double share) {}

    /** Ascending; the first one is where the later half begins, or before. */
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    private long startMillis;

    /**
     * The seconds left; NaN while they cannot be told.
     *
     * @param share of the input that is done, which never falls; the first one given was done before
     */
    double seconds(double share, long nowMillis) {
        if (share >= 1) {
            return 0;
        }
        if (samples.isEmpty() || share == samples.getFirst().share() && samples.size() == 1) {
            samples.clear();
            samples.add(new Sample(nowMillis, share));
            startMillis = nowMillis;
            return Double.NaN;
        }
        long elapsed = nowMillis - startMillis;
        if (nowMillis - samples.getLast().at() >= elapsed / PARTS) {
            samples.add(new Sample(nowMillis, share));
        }
        Sample from = laterHalf(nowMillis - elapsed / 2);
        double done = share - from.share();
        return elapsed < LEAST_MILLIS || done < leastShare(elapsed)
                ? Double.NaN
                : (nowMillis - from.at()) / 1000.0 * (1 - share) / done;
    }

    /** Less of the input says nothing about the rate. */
    private static double leastShare(long elapsed) {
        return Math.max(LEAST_EVER, LEAST_OF_FIRST * Math.min(1, (double) FIRST_MILLIS / elapsed));
    }

    private Sample laterHalf(long begin) {
        Sample first = samples.removeFirst();
        while (!samples.isEmpty() && samples.getFirst().at() <= begin) {
            first = samples.removeFirst();
        }
        samples.addFirst(first);
        return first;
    }
}
