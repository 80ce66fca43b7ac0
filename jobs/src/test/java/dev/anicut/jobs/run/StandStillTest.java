package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandStillTest {
    private static Ledger read(long count) {
        long[] counts = new long[LedgerEntry.values().length];
        counts[LedgerEntry.READ.ordinal()] = count;
        return new Ledger("run", counts, false);
    }

    @Test
    void countsFromTheLastChange() {
        StandStill standStill = new StandStill(Duration.ofSeconds(5));
        assertThat(standStill.isTooLong(read(1), 1_000)).isFalse();
        assertThat(standStill.isTooLong(read(1), 5_999)).isFalse();
        assertThat(standStill.isTooLong(read(2), 6_500)).isFalse();
        assertThat(standStill.isTooLong(read(2), 11_499)).isFalse();
        assertThat(standStill.isTooLong(read(2), 11_500)).isTrue();
    }
}
