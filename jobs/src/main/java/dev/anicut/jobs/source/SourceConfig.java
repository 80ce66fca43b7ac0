package dev.anicut.jobs.source;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Validated settings of the file source, see {@link SourceOptions}.
 *
 * @param path the inputs as the user gave them
 * @param format the one format of all files, or null to find it for each
 * @param csvSeparator an ASCII character, or {@link #AUTO}
 * @param csvQuote an ASCII character, or {@link #NONE}
 * @param include globs of which one must match; empty for all files
 * @param exclude globs of which none may match
 */
public record SourceConfig(
        String path,
        FileFormat format,
        int maxRecordBytes,
        int maxFileBytes,
        long splitSize,
        boolean recursive,
        List<String> include,
        List<String> exclude,
        int csvSeparator,
        int csvQuote)
        implements Serializable {
    static final int AUTO = -1;
    static final int NONE = -2;

    /** As in {@code s3://key:secret@bucket}. */
    private static final Pattern CREDENTIALS = Pattern.compile("://[^/@:,\\s]*:[^/@\\s]*@");

    public static SourceConfig from(ReadableConfig config) {
        String path = config.get(SourceOptions.PATH);
        if (path == null || path.isBlank()) {
            throw new InvalidSettingException(
                    SourceOptions.PATH.key(), null, "a file, a folder or a glob, or several separated by commas");
        }
        if (CREDENTIALS.matcher(path).find()) {
            throw new InvalidSettingException(
                    SourceOptions.PATH.key() + ": a password in an address would be stored with"
                            + " each document that comes from there: it goes into the file system's own settings, such as"
                            + " flink.s3.secret-key");
        }
        return from(config, path.strip());
    }

    /** How files are read whose paths come from elsewhere. */
    public static SourceConfig withoutPath(ReadableConfig config) {
        return from(config, "");
    }

    private static SourceConfig from(ReadableConfig config, String path) {
        return new SourceConfig(
                path,
                format(config.get(SourceOptions.FORMAT)),
                maxRecordBytes(config),
                (int) bytes(config, SourceOptions.MAX_FILE_BYTES, 1 << 10, 1 << 30),
                bytes(config, SourceOptions.SPLIT_SIZE, 1, Long.MAX_VALUE),
                config.get(SourceOptions.RECURSIVE),
                globs(config, SourceOptions.INCLUDE),
                globs(config, SourceOptions.EXCLUDE),
                separator(config.get(SourceOptions.CSV_SEPARATOR)),
                quote(config.get(SourceOptions.CSV_QUOTE)));
    }

    private static FileFormat format(String given) {
        return switch (given.strip().toLowerCase(Locale.ROOT)) {
            case "auto" -> null;
            case "jsonl" -> FileFormat.JSON_LINES;
            case "csv" -> FileFormat.CSV;
            case "parquet" -> FileFormat.PARQUET;
            case "files" -> FileFormat.WHOLE;
            default ->
                throw new InvalidSettingException(
                        SourceOptions.FORMAT.key(), given, "one of auto, jsonl, csv, parquet, files");
        };
    }

    /** The longest record, of a file or of a topic. */
    public static int maxRecordBytes(ReadableConfig config) {
        return (int) bytes(config, SourceOptions.MAX_RECORD_BYTES, 1 << 10, 1 << 30);
    }

    private static long bytes(ReadableConfig config, ConfigOption<MemorySize> option, long min, long max) {
        MemorySize given = config.get(option);
        if (given.getBytes() < min || given.getBytes() > max) {
            throw new InvalidSettingException(
                    option.key(),
                    given.toString(),
                    "a size from " + new MemorySize(min) + " to "
                            + (max == Long.MAX_VALUE ? "any" : new MemorySize(max)));
        }
        return given.getBytes();
    }

    private static List<String> globs(ReadableConfig config, ConfigOption<String> option) {
        String given = config.get(option);
        List<String> globs = given == null ? List.of() : Glob.list(given);
        globs.forEach(glob -> Glob.of(glob, option.key()));
        return globs;
    }

    private static int separator(String given) {
        return switch (given.strip().toLowerCase(Locale.ROOT)) {
            case "auto" -> AUTO;
            // a tab that was given as such is blank
            case "tab", "\\t", "" -> given.isEmpty() ? character(SourceOptions.CSV_SEPARATOR, given) : '\t';
            default -> character(SourceOptions.CSV_SEPARATOR, given.strip());
        };
    }

    private static int quote(String given) {
        return given.strip().equalsIgnoreCase("none") ? NONE : character(SourceOptions.CSV_QUOTE, given.strip());
    }

    private static int character(ConfigOption<String> option, String given) {
        char c = given.length() == 1 ? given.charAt(0) : 0;
        if (c < ' ' || c > '~' || Character.isLetterOrDigit(c)) {
            throw new InvalidSettingException(
                    option.key(),
                    given,
                    option.equals(SourceOptions.CSV_QUOTE)
                            ? "one ASCII character that is no letter or digit, or none"
                            : "auto, tab, or one ASCII character that is no letter or digit");
        }
        return c;
    }
}
