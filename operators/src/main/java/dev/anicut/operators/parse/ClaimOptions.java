package dev.anicut.operators.parse;

import dev.anicut.model.CommaSeparated;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The option for records that name a file instead of holding a text. */
public final class ClaimOptions {
    @CommaSeparated
    public static final ConfigOption<String> ALLOWED_ROOTS = ConfigOptions.key("source.allowed-roots")
            .stringType()
            .noDefaultValue()
            .withDescription("Folders, separated by commas, from which a record without a text may name a file by its"
                    + " uri: absolute local paths, or addresses of a file system that Flink has plugged in, such as"
                    + " s3://bucket/folder. The file is parsed in the record's place. Without this option none is"
                    + " read.");

    private ClaimOptions() {}
}
