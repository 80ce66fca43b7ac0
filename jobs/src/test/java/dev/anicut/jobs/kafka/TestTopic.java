package dev.anicut.jobs.kafka;

import dev.anicut.embedded.kafka.SharedKafka;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of the shared broker and a producer to it. */
public final class TestTopic implements AutoCloseable {
    private final String name;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    private TestTopic(String name) {
        this.name = name;
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        SharedKafka.bootstrap(),
                        // a new topic's first batch may be refused and a later one not, and would then be out of order
                        "max.in.flight.requests.per.connection",
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public static TestTopic create(String prefix, int partitions) {
        return new TestTopic(SharedKafka.createTopic(prefix, partitions));
    }

    public String name() {
        return name;
    }

    /** Sends to the partition that goes by the key. */
    public void send(String key, String value) {
        send(null, null, key, value);
    }

    public void send(Integer partition, Long timestamp, String key, String value) {
        sent.add(producer.send(new ProducerRecord<>(name, partition, timestamp, bytes(key), bytes(value))));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns when all that was sent is there. */
    public void flush() throws Exception {
        producer.flush();
        for (Future<RecordMetadata> record : sent) {
            record.get();
        }
        sent.clear();
    }

    @Override
    public void close() {
        producer.close();
    }
}
