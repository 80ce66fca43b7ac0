package dev.anicut.sinks.postgres;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How often a lost connection is tried again, and after which waits. */
record Backoff(int maxRetries, Duration first, Duration longest) implements Serializable {

    /** Doubles from failure to failure; between half of it and all, so that many clients do not come back at once. */
    long millis(int failures) {
        long full = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures, 20));
        return full - ThreadLocalRandom.current().nextLong(full / 2 + 1);
    }
}
