package dev.anicut.sinks.postgres;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.Reason;
import dev.anicut.model.Stage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.util.TimeUtils;

/**
 * Which dead letters are sent round again, see {@link RedriveOptions}.
 *
 * @param stages codes of stages; empty for all
 * @param reasons codes of reasons; empty for all
 * @param since when they were written at the earliest, or null
 * @param maxAttempts attempts from which on a letter is left alone
 * @param parts whether letters of parts are taken too: of no use where nothing is enriched
 */
public record RedriveConfig(List<String> stages, List<String> reasons, Instant since, int maxAttempts, boolean parts) {

    /** @param parts see {@link #parts} */
    public static RedriveConfig from(ReadableConfig config, Instant now, boolean parts) {
        int maxAttempts = config.get(RedriveOptions.MAX_ATTEMPTS);
        if (maxAttempts < 1) {
            throw new InvalidSettingException(
                    RedriveOptions.MAX_ATTEMPTS.key(), Integer.toString(maxAttempts), "a number from 1 up");
        }
        return new RedriveConfig(
                codes(
                        config,
                        RedriveOptions.STAGE,
                        Arrays.stream(Stage.values()).map(Stage::code).toList()),
                codes(
                        config,
                        RedriveOptions.REASON,
                        Arrays.stream(Reason.values()).map(Reason::code).toList()),
                since(config.get(RedriveOptions.SINCE), now),
                maxAttempts,
                parts);
    }

    private static List<String> codes(ReadableConfig config, ConfigOption<String> option, List<String> known) {
        String given = config.get(option);
        if (given == null) {
            return List.of();
        }
        List<String> codes = Arrays.stream(given.split(","))
                .map(code -> code.strip().toLowerCase(Locale.ROOT))
                .filter(code -> !code.isEmpty())
                .toList();
        if (codes.isEmpty() || !known.containsAll(codes)) {
            throw new InvalidSettingException(option.key(), given, "one or more of " + String.join(", ", known));
        }
        return codes;
    }

    private static Instant since(String given, Instant now) {
        if (given == null) {
            return null;
        }
        String text = given.strip();
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            // a duration, then
        }
        try {
            return now.minus(TimeUtils.parseDuration(text));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidSettingException(
                    RedriveOptions.SINCE.key(),
                    given,
                    "a date, a time with its offset such as 2026-01-31T12:00:00Z, or a duration such as 24 h");
        }
    }
}
