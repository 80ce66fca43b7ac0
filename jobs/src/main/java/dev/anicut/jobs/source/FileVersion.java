package dev.anicut.jobs.source;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.Sequence;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.apache.flink.configuration.ReadableConfig;

/**
 * The version of the records of files, see {@link Sequence#version}: one for all of them, or each file's own.
 *
 * @param modified whether it is the time that the file was last modified
 * @param millis else the version, in milliseconds since the epoch
 */
public record FileVersion(boolean modified, long millis) implements Serializable {
    static final FileVersion MODIFIED = new FileVersion(true, 0);

    public static FileVersion at(Instant time) {
        return new FileVersion(false, time.toEpochMilli());
    }

    /**
     * What {@link SourceOptions#VERSION} says.
     *
     * @param byDefault what it means where it is not given
     */
    public static FileVersion from(ReadableConfig config, String byDefault, Instant runStart) {
        String given =
                config.getOptional(SourceOptions.VERSION).orElse(byDefault).strip();
        return switch (given.toLowerCase(Locale.ROOT)) {
            case "run-start" -> at(runStart);
            case "modified" -> MODIFIED;
            default -> at(time(given));
        };
    }

    private static Instant time(String given) {
        try {
            return given.length() == 10
                    ? LocalDate.parse(given).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(given).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidSettingException(
                    SourceOptions.VERSION.key(), given, "run-start, modified, or a time such as 2026-01-31T12:00:00Z");
        }
    }

    long of(FileSlice file) {
        return modified ? file.modified() : millis;
    }
}
