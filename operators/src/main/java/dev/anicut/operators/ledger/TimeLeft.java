package dev.anicut.operators.ledger;

import java.util.ArrayDeque;

/**
 * How long the rest of an input takes at the rate of the later half of the time so far: what is told about hours rests on
 * hours, and a change of pace is forgotten. Time counts from the first progress on. Nothing is told before enough has
 * been seen, so a rest is never said to take more than 25 times as long as the input has taken yet.
 */
final class TimeLeft {
    private static final long LEAST_MILLIS = 10_000;
    /** Less of the input, in that half, says nothing about the rate. */
    private static final double LEAST_SHARE = 0.02;
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
        return elapsed < LEAST_MILLIS || done < LEAST_SHARE
                ? Double.NaN
                : (nowMillis - from.at()) / 1000.0 * (1 - share) / done;
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
