package dev.anicut.operators.parse;

import com.fasterxml.jackson.core.JsonToken;
import dev.anicut.model.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * Reads the configured version field: an integer is taken as it is, also as a string; an ISO-8601 date or time as
 * microseconds since 1970, in UTC where it names no zone.
 */
final class VersionField {
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern ZONED = Pattern.compile(".*(Z|z|[+-]\\d{2}(:?\\d{2})?)");
    private static final Pattern SHORT_OFFSET = Pattern.compile("([+-]\\d{2})(\\d{2})?$");

    private VersionField() {}

    static long parse(JsonFields.Scalar value) throws Unparseable {
        if (value == null) {
            throw new Unparseable(Reason.INVALID_VERSION, "the version is missing, though a version field is set");
        }
        try {
            if (value.token() == JsonToken.VALUE_NUMBER_INT) {
                return Long.parseLong(value.text());
            }
            if (value.token() == JsonToken.VALUE_STRING) {
                String text = value.text().strip();
                return INTEGER.matcher(text).matches() ? Long.parseLong(text) : micros(text);
            }
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            throw invalid(value);
        }
        throw invalid(value);
    }

    private static long micros(String text) {
        if (DATE.matcher(text).matches()) {
            return micros(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
        }
        // RFC 3339 allows the space, and databases write it
        String time = text.length() > 10 && text.charAt(10) == ' ' ? text.replaceFirst(" ", "T") : text;
        if (time.length() > 10 && ZONED.matcher(time.substring(10)).matches()) {
            return micros(OffsetDateTime.parse(withFullOffset(time)).toInstant());
        }
        return micros(LocalDateTime.parse(time).toInstant(ZoneOffset.UTC));
    }

    /** {@code +02} and {@code +0200} are ISO-8601 too. */
    private static String withFullOffset(String time) {
        var offset = SHORT_OFFSET.matcher(time);
        if (time.charAt(time.length() - 3) == ':' || !offset.find()) {
            return time;
        }
        return time.substring(0, offset.start()) + offset.group(1) + ":"
                + (offset.group(2) == null ? "00" : offset.group(2));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Unparseable invalid(JsonFields.Scalar value) {
        String given = value.text() == null ? JsonRecordParser.describe(value.token()) : "'" + value.text() + "'";
        return new Unparseable(
                Reason.INVALID_VERSION, "the version is " + given + ", neither a 64-bit integer nor an ISO-8601 time");
    }
}
