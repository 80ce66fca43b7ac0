package dev.anicut.sinks.postgres;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How long content that nobody points to is kept, and the memory of deleted documents, see {@link CollectOptions}.
 */
public record CollectConfig(Duration grace, Duration tombstoneRetention) implements Serializable {

    public CollectConfig {
        requireNotNegative(CollectOptions.GRACE.key(), grace);
        requireNotNegative(CollectOptions.TOMBSTONE_RETENTION.key(), tombstoneRetention);
    }

    public static CollectConfig from(ReadableConfig config) {
        return new CollectConfig(config.get(CollectOptions.GRACE), config.get(CollectOptions.TOMBSTONE_RETENTION));
    }

    private static void requireNotNegative(String key, Duration duration) {
        if (duration.isNegative()) {
            throw new InvalidSettingException(key, duration.toString(), "a time from 0 s up");
        }
    }
}
