package dev.anicut.jobs.run;

import java.time.Duration;
import java.util.Arrays;

/** Notices that counts have not changed for a while, from when it is first asked. */
final class StandStill {
    private final Duration limit;
    private long[] counts;
    private long since;

    StandStill(Duration limit) {
        this.limit = limit;
    }

    boolean isTooLong(long[] current, long now) {
        if (!Arrays.equals(counts, current)) {
            counts = current.clone();
            since = now;
        }
        return now - since >= limit.toMillis();
    }

    Duration limit() {
        return limit;
    }
}
