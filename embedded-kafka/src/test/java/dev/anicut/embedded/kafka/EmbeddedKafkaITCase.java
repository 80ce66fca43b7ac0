package dev.anicut.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaITCase {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    /** The consumer and the producer live through both ends of the broker, as a running job does. */
    @Test
    void keepsDataAndPortOverStopAndKill() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                KafkaProducer<String, String> producer = producer(kafka.bootstrap(), Map.of());
                KafkaConsumer<String, String> consumer = consumer(kafka.bootstrap())) {
            producer.send(new ProducerRecord<>("canal", "a", "1")).get();
            consumer.assign(List.of(new TopicPartition("canal", 0)));
            assertThat(read(consumer, 1)).containsExactly("1");

            kafka.kill();
            assertThat(kafka.isRunning()).isFalse();
            kafka.restart();
            producer.send(new ProducerRecord<>("canal", "a", "2")).get();
            assertThat(read(consumer, 1)).containsExactly("2");

            kafka.stop();
            assertThat(kafka.isRunning()).isFalse();
            kafka.restart();
            producer.send(new ProducerRecord<>("canal", "a", "3")).get();
            assertThat(read(consumer, 1)).containsExactly("3");

            consumer.seekToBeginning(consumer.assignment());
            assertThat(read(consumer, 3)).containsExactly("1", "2", "3");
        }
    }

    @Test
    void takesTransactionsLongerThanTheDefaultAllows() throws Exception {
        String topic = SharedKafka.createTopic("transactions", 1);
        Map<String, Object> transactional = Map.of("transactional.id", "drill", "transaction.timeout.ms", (int)
                Duration.ofMinutes(30).toMillis());
        try (KafkaProducer<String, String> producer = producer(SharedKafka.bootstrap(), transactional);
                KafkaConsumer<String, String> consumer = consumer(SharedKafka.bootstrap())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "k", "taken back")).get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "k", "kept")).get();
            producer.commitTransaction();
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            assertThat(read(consumer, 1)).containsExactly("kept");
        }
        assertThat(SharedKafka.createTopic("transactions", 1)).isNotEqualTo(topic);
    }

    @Test
    void saysWhyItDoesNotStart() throws Exception {
        Path bad = directory.resolve("bad");
        assertThatThrownBy(() -> EmbeddedKafka.start(bad, Map.of("num.io.threads", "many")))
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining("exit code 1")
                .hasMessageContaining("num.io.threads");
        assertThat(Files.exists(bad.resolve("log").resolve("kafka.log"))).isTrue();
    }

    @Test
    void endsWithTheProcessThatStartedIt() throws Exception {
        BrokerSettings settings = new BrokerSettings(directory.resolve("orphan"), Ports.free(), Ports.free(), Map.of());
        Files.createDirectories(settings.directory());
        Process broker = new ProcessBuilder(BrokerCommand.of(settings))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        try {
            // as when the parent is gone
            broker.getOutputStream().close();
            assertThat(broker.waitFor(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            broker.destroyForcibly();
        }
    }

    private static KafkaProducer<String, String> producer(String bootstrap, Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", bootstrap);
        properties.put("delivery.timeout.ms", (int) LIMIT.toMillis());
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static List<String> read(KafkaConsumer<String, String> consumer, int count) {
        List<String> values = new ArrayList<>();
        long start = System.nanoTime();
        while (values.size() < count && System.nanoTime() - start < LIMIT.toNanos()) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                values.add(record.value());
            }
        }
        return values;
    }
}
