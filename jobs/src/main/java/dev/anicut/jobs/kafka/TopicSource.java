package dev.anicut.jobs.kafka;

import dev.anicut.model.RawRecord;
import java.io.IOException;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Flink's source of topics, as settled settings name them; a bounded one ends also where it was restored, which the
 * connector's own does not, see {@link RestoredEnumerator}.
 */
public final class TopicSource
        implements Source<RawRecord, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<RawRecord> {
    private static final long serialVersionUID = 1L;
    private static final String READ_COMMITTED = "read_committed";
    private static final String DISCOVERY_MS = "30000";

    private final KafkaSource<RawRecord> source;

    private TopicSource(KafkaSource<RawRecord> source) {
        this.source = source;
    }

    /** @param config with its offsets settled, see {@link KafkaTopics#settled} */
    public static TopicSource of(KafkaSourceConfig config) {
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
        return new TopicSource(builder.build());
    }

    static boolean isCommittedOnly(KafkaSourceConfig config) {
        return config.connection()
                .clientProperties()
                .getProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, READ_COMMITTED)
                .equals(READ_COMMITTED);
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context) {
        return source.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state) throws IOException {
        if (getBoundedness() != Boundedness.BOUNDED || !state.initialDiscoveryFinished()) {
            return source.restoreEnumerator(context, state);
        }
        return new RestoredEnumerator(source.restoreEnumerator(new KnownPartitions(context), state), context);
    }

    @Override
    public SourceReader<RawRecord, KafkaPartitionSplit> createReader(SourceReaderContext context) throws Exception {
        return source.createReader(context);
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
        return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
        return source.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return source.getProducedType();
    }
}
