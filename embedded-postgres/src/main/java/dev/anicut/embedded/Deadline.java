package dev.anicut.embedded;

import java.time.Duration;

/** A point in time until which something is tried again. */
final class Deadline {
    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    boolean passed() {
        return System.nanoTime() - nanos >= 0;
    }

    /** Waits a moment; an interrupt is kept for the caller and does not shorten the wait. */
    void pause() {
        boolean interrupted = Thread.interrupted();
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
