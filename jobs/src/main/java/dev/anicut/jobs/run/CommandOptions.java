package dev.anicut.jobs.run;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of single commands. */
public final class CommandOptions {
    public static final ConfigOption<Integer> LIMIT = ConfigOptions.key("limit")
            .intType()
            .defaultValue(10)
            .withDescription(
                    "For search: the passages it returns, 1 to 1000. For letters: how many of the newest are listed.");

    public static final ConfigOption<String> QUERIES = ConfigOptions.key("queries")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "For search: a file of questions, one a line, id TAB words; each answer is a line of JSON.");

    public static final ConfigOption<Boolean> DRY_RUN = ConfigOptions.key("dry-run")
            .booleanType()
            .defaultValue(false)
            .withDescription("For collect: say what would be taken away, and take nothing. For redrive: list the dead"
                    + " letters that would be sent round again, and send none.");

    public static final ConfigOption<String> SAVEPOINT_DIR = ConfigOptions.key("savepoint-dir")
            .stringType()
            .noDefaultValue()
            .withDescription("For stop: where the savepoint goes. Default: savepoints, beside the run's checkpoints,"
                    + " where resume looks for it.");

    public static final ConfigOption<Boolean> DROP = ConfigOptions.key("drop")
            .booleanType()
            .defaultValue(false)
            .withDescription("For index: take the index away, as before a load that is larger than what stands.");

    private CommandOptions() {}
}
