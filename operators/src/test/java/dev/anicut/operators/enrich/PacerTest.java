package dev.anicut.operators.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** However late whoever waits is woken. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 99, 3000, 6000, 100_000})
    void noMinuteHasMoreThanTheLimitAndNoSecondMoreThanItsShareAndOne(int perMinute) {
        long[] grants = grants(perMinute, 4 * perMinute);

        assertThat(mostWithin(60 * SECOND, grants)).isLessThanOrEqualTo(perMinute);
        assertThat(mostWithin(SECOND, grants)).isLessThanOrEqualTo(perMinute / 60 + 1);
        double minutes = (grants[grants.length - 1] - grants[0]) / 60.0 / SECOND;
        assertThat((grants.length - 1) / minutes).as("and not much less").isGreaterThan(0.8 * perMinute);
    }

    /** When units were granted to one who always wants the next, and is woken a little late, at times very late. */
    private static long[] grants(int perMinute, int count) {
        Random random = new Random(perMinute);
        Pacer pacer = new Pacer(perMinute, 0);
        long[] grants = new long[count];
        long now = 0;
        for (int i = 0; i < count; i++) {
            long wait = pacer.waitNanos(now);
            if (wait > 0) {
                boolean veryLate = random.nextInt(1000) == 0;
                now += wait + random.nextLong(veryLate ? 50 * wait : wait / 2 + 1);
            }
            pacer.take(1, now);
            grants[i] = now;
        }
        return grants;
    }

    private static int mostWithin(long span, long[] grants) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < grants.length; last++) {
            while (grants[last] - grants[first] >= span) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
