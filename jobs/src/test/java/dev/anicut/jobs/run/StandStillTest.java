package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandStillTest {
    private static long[] read(long count) {
        return new long[] {count, 0};
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
