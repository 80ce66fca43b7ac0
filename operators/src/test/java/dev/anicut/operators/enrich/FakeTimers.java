package dev.anicut.operators.enrich;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that stands still until it is moved; thread-safe. */
final class FakeTimers implements Timers {
    private final PriorityQueue<Scheduled> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Scheduled::at).thenComparingLong(Scheduled::order));
    private long now;
    private long order;

    private record Scheduled(long at, long order, Runnable task) {}

    @Override
    public synchronized long nanos() {
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
                return Instant.EPOCH.plusNanos(nanos());
            }
        };
    }

    @Override
    public synchronized void schedule(Runnable task, long delayNanos) {
        tasks.add(new Scheduled(now + Math.max(0, delayNanos), order++, task));
    }

    void advance(Duration duration) {
        long end = nanos() + duration.toNanos();
        for (Scheduled next = next(end); next != null; next = next(end)) {
            next.task().run();
        }
    }

    private synchronized Scheduled next(long end) {
        boolean due = !tasks.isEmpty() && tasks.peek().at() <= end;
        now = due ? Math.max(now, tasks.peek().at()) : end;
        return due ? tasks.poll() : null;
    }

    synchronized Duration elapsed() {
        return Duration.ofNanos(now);
    }

    @Override
    public synchronized void close() {
        tasks.clear();
    }
}
