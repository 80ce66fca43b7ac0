package dev.anicut.operators.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void readsSecondsFractionsAndDates() {
        assertThat(RetryAfter.parse("7", NOW)).isEqualTo(Duration.ofSeconds(7));
        assertThat(RetryAfter.parse(" 0.25 ", NOW)).isEqualTo(Duration.ofMillis(250));
        assertThat(RetryAfter.parse("Thu, 01 Jan 2026 00:01:30 GMT", NOW)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void milliseconsAreExacterThanSeconds() {
        HttpHeaders headers = HttpHeaders.of(
                Map.of("Retry-After", List.of("1"), "retry-after-ms", List.of("120")), (name, value) -> true);
        assertThat(RetryAfter.of(headers, NOW)).isEqualTo(Duration.ofMillis(120));
    }

    @Test
    void whatIsPastOrAbsurdIsBoundedAndNonsenseIsNothing() {
        assertThat(RetryAfter.parse("Wed, 01 Jan 2025 00:00:00 GMT", NOW)).isZero();
        assertThat(RetryAfter.parse("-3", NOW)).isZero();
        assertThat(RetryAfter.parse("999999999", NOW)).isEqualTo(Duration.ofMinutes(10));
        assertThat(RetryAfter.parse("soon", NOW)).isNull();
        assertThat(RetryAfter.parse("NaN", NOW)).isNull();
        assertThat(RetryAfter.parse(null, NOW)).isNull();
    }
}
