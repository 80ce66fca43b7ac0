package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondsTest {
    @ParameterizedTest
    @CsvSource({
        "3, less than a minute",
        "62, about 1 min",
        "560, about 9 min",
        "700, about 10 min",
        "1700, about 30 min",
        "3500, about 1 h",
        "5000, about 1 h 30 min",
        "12000, about 3 h 30 min",
        "90000, about 25 h"
    })
    void anEstimateIsAsCoarseAsItIsLong(double seconds, String words) {
        assertThat(Seconds.about(seconds)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"3.4, 3 s", "76, 1 min 16 s", "8160, 2 h 16 min"})
    void whatWasMeasuredIsNot(double seconds, String words) {
        assertThat(Seconds.exactly(seconds)).isEqualTo(words);
    }
}
