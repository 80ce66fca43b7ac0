package dev.anicut.sinks.postgres;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of the collection of content that nobody points to. */
public final class CollectOptions {
    public static final ConfigOption<Duration> GRACE = ConfigOptions.key("collect.grace")
            .durationType()
            .defaultValue(Duration.ofDays(7))
            .withDescription("How long content that no document points to is kept, 2 h or more; must exceed by an hour"
                    + " the longest time that a document takes through a job, the time included for which its run is"
                    + " stopped or down.");

    public static final ConfigOption<Duration> TOMBSTONE_RETENTION = ConfigOptions.key("collect.tombstone-retention")
            .durationType()
            .defaultValue(Duration.ofDays(30))
            .withDescription(
                    "How long it is remembered that a document was deleted; must exceed the longest time that an"
                            + " older version of it may come late, or be read again.");

    private CollectOptions() {}
}
