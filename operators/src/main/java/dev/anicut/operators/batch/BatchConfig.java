package dev.anicut.operators.batch;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;

/** Validated settings of the batch stage, see {@link BatchOptions}. */
public record BatchConfig(int size, Duration maxWait) implements Serializable {

    public BatchConfig {
        if (size < 1 || size > 4096) {
            throw new InvalidSettingException(
                    BatchOptions.BATCH_SIZE.key(), Integer.toString(size), "a number from 1 to 4096");
        }
        if (maxWait.toMillis() < 1) {
            throw InvalidSettingException.ofDuration(
                    BatchOptions.BATCH_WAIT.key(), maxWait, "a duration of 1 ms or more, such as 500 ms");
        }
    }

    public static BatchConfig from(ReadableConfig config) {
        return new BatchConfig(config.get(BatchOptions.BATCH_SIZE), config.get(BatchOptions.BATCH_WAIT));
    }
}
