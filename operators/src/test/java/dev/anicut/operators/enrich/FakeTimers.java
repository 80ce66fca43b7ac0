package dev.anicut.operators.enrich;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that stands still until it is moved. */
final class FakeTimers implements Timers {
    private final PriorityQueue<Scheduled> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Scheduled::at).thenComparingLong(Scheduled::order));
    private long now;
    private long order;

    private record Scheduled(long at, long order, Runnable task) {}

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.EPOCH.plusNanos(now);
            }
        };
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        tasks.add(new Scheduled(now + Math.max(0, delayNanos), order++, task));
    }

    void advance(Duration duration) {
        long end = now + duration.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at() <= end) {
            Scheduled next = tasks.poll();
            now = Math.max(now, next.at());
            next.task().run();
        }
        now = end;
    }

    Duration elapsed() {
        return Duration.ofNanos(now);
    }

    @Override
    public void close() {
        tasks.clear();
    }
}
