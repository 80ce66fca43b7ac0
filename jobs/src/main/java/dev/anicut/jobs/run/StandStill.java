package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import java.time.Duration;
import java.util.Arrays;

/** Notices that a run's totals have not changed for a while, from when it is first asked. */
final class StandStill {
    private final Duration limit;
    private long[] counts;
    private long since;

    StandStill(Duration limit) {
        this.limit = limit;
    }

    boolean isTooLong(Ledger ledger, long now) {
        if (!Arrays.equals(counts, ledger.counts())) {
            counts = ledger.counts().clone();
            since = now;
        }
        return now - since >= limit.toMillis();
    }

    Duration limit() {
        return limit;
    }
}
