package dev.anicut.jobs.run;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of {@code scripts/search.sh}. */
public final class SearchOptions {
    public static final ConfigOption<Integer> LIMIT = ConfigOptions.key("limit")
            .intType()
            .defaultValue(10)
            .withDescription("Passages that a search returns, 1 to 1000.");

    public static final ConfigOption<String> QUERIES = ConfigOptions.key("queries")
            .stringType()
            .noDefaultValue()
            .withDescription("A file of questions, one a line, id TAB words; each answer is a line of JSON.");

    private SearchOptions() {}
}
