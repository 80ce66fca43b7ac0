package dev.anicut.sinks.kafka;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** How elements become records of one topic; the sink asks which, to find the transactions that a run left open. */
abstract class TopicSchema<T> implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
    private static final long serialVersionUID = 1L;

    private final String topic;

    TopicSchema(String topic) {
        this.topic = topic;
    }

    /** Without the stream's timestamp, which is a place in the run and not a time: a broker would expire it at once. */
    final ProducerRecord<byte[], byte[]> record(String key, byte[] value, List<Header> headers) {
        return new ProducerRecord<>(topic, null, null, KafkaText.bytes(key), value, headers);
    }

    @Override
    public final Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(
                new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic)), new Properties()));
    }
}
