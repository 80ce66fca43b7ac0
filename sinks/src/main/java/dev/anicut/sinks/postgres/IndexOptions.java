package dev.anicut.sinks.postgres;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Settings of the index over vectors: {@code index.*}. */
public final class IndexOptions {
    public static final ConfigOption<MemorySize> MEMORY = ConfigOptions.key("index.memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(512))
            .withDescription("Memory that the server may take while it builds the index over vectors"
                    + " (maintenance_work_mem). A graph that does not fit is built several times slower; a vector of"
                    + " 384 numbers takes about 2 kB of it.");

    public static final ConfigOption<Long> MIN_VECTORS = ConfigOptions.key("index.min-vectors")
            .longType()
            .defaultValue(20_000L)
            .withDescription(
                    "A backfill or bounded ingest ends with building the index where the model has this many"
                            + " vectors and none yet; below, exact search is as fast. 0: only scripts/submit.sh index builds it.");

    private IndexOptions() {}
}
