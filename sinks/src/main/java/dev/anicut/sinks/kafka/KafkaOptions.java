package dev.anicut.sinks.kafka;

import dev.anicut.model.CommaSeparated;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of the connection to Kafka, shared by all that read from it or write to it. */
public final class KafkaOptions {
    @CommaSeparated
    public static final ConfigOption<String> BOOTSTRAP = ConfigOptions.key("kafka.bootstrap")
            .stringType()
            .noDefaultValue()
            .withDescription("Brokers to start from, for example host1:9092,host2:9092.");

    public static final ConfigOption<Map<String, String>> PROPERTIES = ConfigOptions.key("kafka.properties")
            .mapType()
            .defaultValue(Map.of())
            .withDescription("Further properties of Kafka's clients as kafka.properties.NAME, for example"
                    + " kafka.properties.security.protocol; secrets better as ${env:NAME} or ${file:PATH}.");

    private KafkaOptions() {}
}
