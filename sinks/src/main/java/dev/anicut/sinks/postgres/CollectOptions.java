package dev.anicut.sinks.postgres;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of the collection of content that nobody points to. */
public final class CollectOptions {
    public static final ConfigOption<Duration> GRACE = ConfigOptions.key("collect.grace")
            .durationType()
            .defaultValue(Duration.ofDays(7))
            .withDescription("How long content that no document points to is kept; must exceed by an hour the longest"
                    + " time that a document takes through a job, unless no job runs.");

    private CollectOptions() {}
}
