package dev.anicut.operators.dedup;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.configuration.ReadableConfig;

/** Validated settings of the dedup stage, see {@link DedupOptions}. */
public record DedupConfig(int recallBatch, Duration recallWait, Duration ttl) implements Serializable {

    public DedupConfig {
        if (recallBatch < 1 || recallBatch > 10_000) {
            throw new InvalidSettingException(
                    DedupOptions.RECALL_BATCH.key(), Integer.toString(recallBatch), "a number from 1 to 10000");
        }
        requirePositive(DedupOptions.RECALL_WAIT.key(), recallWait);
        requirePositive(DedupOptions.TTL.key(), ttl);
    }

    public static DedupConfig from(ReadableConfig config) {
        return new DedupConfig(
                config.get(DedupOptions.RECALL_BATCH),
                config.get(DedupOptions.RECALL_WAIT),
                config.get(DedupOptions.TTL));
    }

    private static void requirePositive(String key, Duration duration) {
        if (duration.toMillis() < 1) {
            throw InvalidSettingException.ofDuration(key, duration, "a duration of 1 ms or more, such as 30 s");
        }
    }

    StateTtlConfig stateTtl() {
        return StateTtlConfig.newBuilder(ttl)
                .updateTtlOnCreateAndWrite()
                .neverReturnExpired()
                .cleanupInRocksdbCompactFilter(10_000)
                .build();
    }
}
