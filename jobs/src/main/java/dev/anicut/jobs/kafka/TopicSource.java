package dev.anicut.jobs.kafka;

import dev.anicut.model.RawRecord;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Makes Flink's source of the topics that settled settings name. */
public final class TopicSource {
    private static final String READ_COMMITTED = "read_committed";
    private static final String DISCOVERY_MS = "30000";

    private TopicSource() {}

    /** @param config with its offsets settled, see {@link KafkaTopics#settled} */
    public static KafkaSource<RawRecord> of(KafkaSourceConfig config) {
        Properties properties = config.connection().clientProperties();
        // what a transaction took back was never said
        properties.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, READ_COMMITTED);
        properties.putIfAbsent(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), DISCOVERY_MS);
        KafkaSourceBuilder<RawRecord> builder = KafkaSource.<RawRecord>builder()
                .setProperties(properties)
                .setGroupId(config.group())
                .setStartingOffsets(config.startOffsets())
                .setDeserializer(new RecordSchema(config.maxRecordBytes(), config.headers(), config.versionField()));
        if (config.topicPattern() == null) {
            builder.setTopics(config.topics());
        } else {
            builder.setTopicPattern(config.topicPattern());
        }
        if (config.bounded()) {
            builder.setBounded(config.stopOffsets());
        }
        return builder.build();
    }

    static boolean isCommittedOnly(KafkaSourceConfig config) {
        return config.connection()
                .clientProperties()
                .getProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, READ_COMMITTED)
                .equals(READ_COMMITTED);
    }
}
