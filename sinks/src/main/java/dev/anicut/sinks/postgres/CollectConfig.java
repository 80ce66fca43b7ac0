package dev.anicut.sinks.postgres;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ReadableConfig;

/** How long content that nobody points to is kept, see {@link CollectOptions}. */
public record CollectConfig(Duration grace) implements Serializable {

    public static CollectConfig from(ReadableConfig config) {
        Duration grace = config.get(CollectOptions.GRACE);
        if (grace.isNegative()) {
            throw new InvalidSettingException(CollectOptions.GRACE.key(), grace.toString(), "a time from 0 s up");
        }
        return new CollectConfig(grace);
    }
}
