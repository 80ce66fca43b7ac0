package dev.anicut.operators.enrich;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The header {@code Retry-After}: seconds, whole or not, or a date. */
final class RetryAfter {
    /** A server that asks for more is not obeyed to the letter. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private RetryAfter() {}

    /** OpenAI says it in milliseconds too, which is exact. */
    static Duration of(HttpHeaders headers, Instant now) {
        Optional<String> millis = headers.firstValue("retry-after-ms");
        if (millis.isPresent() && millis.get().matches("\\d{1,9}")) {
            return bounded(Duration.ofMillis(Long.parseLong(millis.get())));
        }
        return parse(headers.firstValue("Retry-After").orElse(null), now);
    }

    /** @return null if there is nothing to read */
    static Duration parse(String header, Instant now) {
        if (header == null || header.isBlank()) {
            return null;
        }
        String value = header.strip();
        try {
            double seconds = Double.parseDouble(value);
            return Double.isFinite(seconds) ? bounded(Duration.ofMillis((long) Math.ceil(seconds * 1000))) : null;
        } catch (NumberFormatException e) {
            try {
                Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return bounded(Duration.between(now, at));
            } catch (DateTimeParseException noDate) {
                return null;
            }
        }
    }

    private static Duration bounded(Duration asked) {
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
