package dev.anicut.llmdouble;

import java.util.ArrayDeque;
import java.util.Deque;

/** The largest sum that fell into any stretch of time of one length. */
final class PeakWindow {
    private record Entry(long nanos, long weight) {}

    private final long span;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long sum;
    private long peak;

    PeakWindow(long spanNanos) {
        span = spanNanos;
    }

    void add(long now, long weight) {
        while (!entries.isEmpty() && now - entries.peek().nanos >= span) {
            sum -= entries.poll().weight;
        }
        entries.add(new Entry(now, weight));
        sum += weight;
        peak = Math.max(peak, sum);
    }

    long peak() {
        return peak;
    }
}
