package dev.anicut.jobs.kafka;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Where a new run starts to read.
 *
 * @param time the time of the first records, null unless the kind is {@link Kind#TIME}
 */
record StartPosition(Kind kind, Instant time) implements Serializable {
    enum Kind {
        EARLIEST,
        LATEST,
        COMMITTED,
        TIME
    }

    static StartPosition parse(String given) {
        return switch (given.strip().toLowerCase(Locale.ROOT)) {
            case "earliest" -> new StartPosition(Kind.EARLIEST, null);
            case "latest" -> new StartPosition(Kind.LATEST, null);
            case "committed" -> new StartPosition(Kind.COMMITTED, null);
            default -> new StartPosition(Kind.TIME, time(given.strip()));
        };
    }

    private static Instant time(String given) {
        try {
            return given.length() == 10
                    ? LocalDate.parse(given).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(given).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidSettingException(
                    KafkaSourceOptions.START.key(),
                    given,
                    "earliest, latest, committed, or a time such as 2026-01-31T12:00:00Z");
        }
    }
}
