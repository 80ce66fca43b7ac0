package dev.anicut.operators.batch;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of the batch stage; they stand among {@code embed.*}, whose work they shape. */
public final class BatchOptions {
    public static final ConfigOption<Integer> BATCH_SIZE = ConfigOptions.key("embed.batch-size")
            .intType()
            .defaultValue(64)
            .withDescription("Chunks that are looked up, embedded and written together, 1 to 4096.");

    public static final ConfigOption<Duration> BATCH_WAIT = ConfigOptions.key("embed.batch-wait")
            .durationType()
            .defaultValue(Duration.ofMillis(500))
            .withDescription("The longest a chunk waits for its batch to fill.");

    private BatchOptions() {}
}
