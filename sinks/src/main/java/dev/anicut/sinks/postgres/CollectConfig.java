package dev.anicut.sinks.postgres;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How long content that nobody points to is kept, and the memory of deleted documents, see {@link CollectOptions}.
 */
public record CollectConfig(Duration grace, Duration tombstoneRetention) implements Serializable {
    /**
     * Chunks wait for their document's row with nothing that points to them, and one that is brought again may look an
     * hour older than that: a shorter grace period takes them from under a job, and the document would lack them.
     */
    private static final Duration LEAST_GRACE = Duration.ofHours(2);

    public CollectConfig {
        requireNotNegative(CollectOptions.GRACE.key(), grace);
        requireNotNegative(CollectOptions.TOMBSTONE_RETENTION.key(), tombstoneRetention);
    }

    public static CollectConfig from(ReadableConfig config) {
        Duration grace = config.get(CollectOptions.GRACE);
        if (grace.compareTo(LEAST_GRACE) < 0) {
            throw InvalidSettingException.ofDuration(
                    CollectOptions.GRACE.key(),
                    grace,
                    "2 h or more: jobs that are at work or will be resumed have stored content whose documents are"
                            + " still on their way");
        }
        return new CollectConfig(grace, config.get(CollectOptions.TOMBSTONE_RETENTION));
    }

    private static void requireNotNegative(String key, Duration duration) {
        if (duration.isNegative()) {
            throw InvalidSettingException.ofDuration(key, duration, "a time from 0 s up");
        }
    }
}
