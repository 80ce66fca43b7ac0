package dev.anicut.jobs.source;

import dev.anicut.model.CommaSeparated;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Settings of the file source. */
public final class SourceOptions {
    @CommaSeparated
    public static final ConfigOption<String> PATH = ConfigOptions.key("source.path")
            .stringType()
            .noDefaultValue()
            .withDescription("The files to read: a file, a folder, a glob such as data/**/*.jsonl, or several of them,"
                    + " separated by commas; local, or on any file system that Flink has plugged in.");

    public static final ConfigOption<String> FORMAT = ConfigOptions.key("source.format")
            .stringType()
            .defaultValue("auto")
            .withDescription("What the files are: auto goes by name and first bytes, jsonl, csv, parquet, or files for"
                    + " one document a file.");

    public static final ConfigOption<String> VERSION = ConfigOptions.key("source.version")
            .stringType()
            .noDefaultValue()
            .withDescription("The version of what files say, where no field holds one: run-start, so that a later run"
                    + " overwrites an earlier one; modified, the time that each file was last modified; or an ISO-8601"
                    + " time. Default: run-start for backfill, modified for ingest, where records of the topic that are"
                    + " older are stale. Files that were copied later than they were written need the time that their"
                    + " export began.");

    public static final ConfigOption<MemorySize> MAX_RECORD_BYTES = ConfigOptions.key("source.max-record-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(16))
            .withDescription(
                    "The longest record within a file or a topic, 1 kb to 1 gb; of a longer one the head goes to the"
                            + " dead letters.");

    public static final ConfigOption<MemorySize> MAX_FILE_BYTES = ConfigOptions.key("source.max-file-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(64))
            .withDescription("The largest file that is one document, decompressed, 1 kb to 1 gb; a larger one is a"
                    + " dead letter.");

    public static final ConfigOption<MemorySize> SPLIT_SIZE = ConfigOptions.key("source.split-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(64))
            .withDescription("Where JSON Lines and Parquet files are cut to be read in parallel, and how many bytes of"
                    + " small files are handed out together.");

    public static final ConfigOption<Boolean> RECURSIVE = ConfigOptions.key("source.recursive")
            .booleanType()
            .defaultValue(true)
            .withDescription("Whether folders within folders are read.");

    @CommaSeparated
    public static final ConfigOption<String> INCLUDE = ConfigOptions.key("source.include")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Globs, separated by commas, one of which a file must match to be read; a glob with a slash"
                            + " is held against the path within the input, one without against the file's name.");

    @CommaSeparated
    public static final ConfigOption<String> EXCLUDE = ConfigOptions.key("source.exclude")
            .stringType()
            .noDefaultValue()
            .withDescription("Globs, separated by commas, that a file must not match to be read.");

    public static final ConfigOption<String> CSV_SEPARATOR = ConfigOptions.key("source.csv.separator")
            .stringType()
            .defaultValue("auto")
            .withDescription(
                    "What stands between two fields of a CSV file: one character, tab, or auto for whichever of"
                            + " comma, semicolon, tab and bar is most frequent in the header.");

    public static final ConfigOption<String> CSV_QUOTE = ConfigOptions.key("source.csv.quote")
            .stringType()
            .defaultValue("\"")
            .withDescription("What encloses a CSV field that holds separators or line breaks: one character, or none.");

    private SourceOptions() {}
}
