package dev.anicut.sinks.postgres;

import dev.anicut.model.CommaSeparated;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of a redrive: which dead letters are sent round again. */
public final class RedriveOptions {
    @CommaSeparated
    public static final ConfigOption<String> STAGE = ConfigOptions.key("redrive.stage")
            .stringType()
            .noDefaultValue()
            .withDescription("Only the dead letters of these stages, separated by commas, for example parse,embed.");

    @CommaSeparated
    public static final ConfigOption<String> REASON = ConfigOptions.key("redrive.reason")
            .stringType()
            .noDefaultValue()
            .withDescription("Only the dead letters with these reasons, separated by commas, for example vanished.");

    public static final ConfigOption<String> SINCE = ConfigOptions.key("redrive.since")
            .stringType()
            .noDefaultValue()
            .withDescription("Only the dead letters that were written since then: a time such as 2026-01-31 or"
                    + " 2026-01-31T12:00:00Z, or a duration back from now such as 24 h.");

    public static final ConfigOption<Integer> MAX_ATTEMPTS = ConfigOptions.key("redrive.max-attempts")
            .intType()
            .defaultValue(5)
            .withDescription("A dead letter that was tried as often as this is left alone; the run that wrote it first"
                    + " counts as the first attempt.");

    private RedriveOptions() {}
}
