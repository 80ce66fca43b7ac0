package dev.anicut.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.embedded.kafka.SharedKafka;
import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import dev.anicut.sinks.kafka.KafkaConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Single records of a real broker. */
class TopicRereaderITCase {
    private static TopicRereader open(int maxRecordBytes) {
        KafkaConfig connection = new KafkaConfig(SharedKafka.bootstrap(), Map.of());
        return new TopicRereader(
                new TopicRereader.Config(connection, HeaderSelection.parse("all"), null, maxRecordBytes));
    }

    private static RawRecord lost(String topic, int partition, long offset) {
        return new RawRecord(
                Origin.ofTopic(topic, partition, offset),
                null,
                topic,
                "doc",
                new Sequence(5, 0, offset),
                new byte[0],
                null,
                0,
                null,
                null);
    }

    private static String produced(int partitions, String... values) throws Exception {
        String topic = SharedKafka.createTopic("redrive", partitions);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SharedKafka.bootstrap()), new StringSerializer(), new StringSerializer())) {
            for (int partition = 0; partition < partitions; partition++) {
                for (String value : values) {
                    producer.send(new ProducerRecord<>(topic, partition, "key", value))
                            .get();
                }
            }
        }
        return topic;
    }

    private static String text(RawRecord record) {
        return new String(record.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void readsRecordsAtTheirOffsetsInAnyOrder() throws Exception {
        String topic = produced(2, "zero", "one", null, "three", "far too long");
        try (TopicRereader topics = open(10)) {
            assertThat(text(topics.record(lost(topic, 0, 1)))).isEqualTo("one");
            assertThat(topics.record(lost(topic, 0, 2)).format()).isEqualTo(RecordFormat.TOMBSTONE);
            assertThat(text(topics.record(lost(topic, 1, 3)))).isEqualTo("three");
            RawRecord first = topics.record(lost(topic, 1, 0));
            assertThat(text(first)).isEqualTo("zero");
            assertThat(first.isFailed()).isFalse();
            assertThat(first.format()).isEqualTo(RecordFormat.JSON);
            assertThat(first.fallbackId()).isEqualTo("key");
            assertThat(first.sequence().position()).isZero();
            assertThat(first.sequence().version()).as("the record's own time").isGreaterThan(5);
            assertThat(topics.record(lost(topic, 1, 4)).reason()).isEqualTo(Reason.TOO_LARGE);
        }
    }

    @Test
    void saysWhatIsGone() throws Exception {
        String topic = produced(1, "zero", "one", "two");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrap()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }
        try (TopicRereader topics = open(100)) {
            RawRecord retained = topics.record(lost(topic, 0, 1));
            assertThat(retained.reason()).isEqualTo(Reason.VANISHED);
            assertThat(retained.message()).contains("gone by retention").contains("begins at offset 2");
            assertThat(text(topics.record(lost(topic, 0, 2)))).isEqualTo("two");
            assertThat(topics.record(lost(topic, 0, 3)).message()).contains("ends before");
            assertThat(topics.record(lost(topic, 1, 0)).message()).contains("no partition");
            assertThat(topics.record(lost(topic + "-none", 0, 0)).reason()).isEqualTo(Reason.VANISHED);
        }
    }
}
