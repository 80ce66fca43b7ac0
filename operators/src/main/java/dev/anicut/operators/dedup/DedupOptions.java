package dev.anicut.operators.dedup;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of the dedup stage, {@code dedup.*}. */
public final class DedupOptions {
    public static final ConfigOption<Integer> RECALL_BATCH = ConfigOptions.key("dedup.recall-batch")
            .intType()
            .defaultValue(400)
            .withDescription("Documents that are looked up in PostgreSQL by one query, 1 to 10000.");

    public static final ConfigOption<Duration> RECALL_WAIT = ConfigOptions.key("dedup.recall-wait")
            .durationType()
            .defaultValue(Duration.ofMillis(100))
            .withDescription("The longest a document waits for its look-up batch to fill.");

    public static final ConfigOption<Duration> TTL = ConfigOptions.key("dedup.ttl")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription("How long keyed state remembers ids and contents that are under way. PostgreSQL remembers"
                    + " for good, so this only has to outlast the way from look-up to row, and an outage after which"
                    + " the run is resumed.");

    private DedupOptions() {}
}
