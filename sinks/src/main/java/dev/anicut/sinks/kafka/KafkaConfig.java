package dev.anicut.sinks.kafka;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Validated settings of the connection to Kafka, see {@link KafkaOptions}.
 *
 * @param bootstrap the brokers to start from, {@code host:port} separated by commas
 * @param properties further properties of the clients; they may hold secrets
 */
public record KafkaConfig(String bootstrap, Map<String, String> properties) implements Serializable {

    public KafkaConfig {
        if (bootstrap == null || bootstrap.isBlank()) {
            throw new InvalidSettingException(
                    KafkaOptions.BOOTSTRAP.key(), bootstrap, "the brokers as host:port, separated by commas");
        }
        // a class that serialises, whatever the caller's map is
        properties = new HashMap<>(properties);
    }

    public static KafkaConfig from(ReadableConfig config) {
        return new KafkaConfig(config.get(KafkaOptions.BOOTSTRAP), config.get(KafkaOptions.PROPERTIES));
    }

    /** The properties that every client of this connection starts from. */
    public Properties clientProperties() {
        Properties all = new Properties();
        all.putAll(properties);
        all.setProperty("bootstrap.servers", bootstrap);
        return all;
    }

    /** Without the properties, which may hold secrets. */
    @Override
    public String toString() {
        return "KafkaConfig[bootstrap=" + bootstrap + "]";
    }
}
