package dev.anicut.sinks.kafka;

import dev.anicut.embedded.kafka.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A topic of the shared broker as a consumer sees it. */
record Topic(String name, int partitions) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    static Topic create(String prefix, int partitions) {
        return new Topic(SharedKafka.createTopic(prefix, partitions), partitions);
    }

    /** Reads what is committed until there are so many records, and shows each batch as it comes. */
    List<ConsumerRecord<String, byte[]>> await(int count, Consumer<ConsumerRecords<String, byte[]>> batches) {
        return await("read_committed", count, batches);
    }

    /** Waits until so many records are written, committed or not. */
    void awaitWritten(int count) {
        await("read_uncommitted", count, batch -> {});
    }

    private List<ConsumerRecord<String, byte[]>> await(
            String isolation, int count, Consumer<ConsumerRecords<String, byte[]>> batches) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(isolation)) {
            List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();
            long start = System.nanoTime();
            while (read.size() < count) {
                if (System.nanoTime() - start > LIMIT.toNanos()) {
                    throw new AssertionError(read.size() + " of " + count + " records in " + name);
                }
                ConsumerRecords<String, byte[]> batch = consumer.poll(Duration.ofMillis(100));
                batches.accept(batch);
                batch.forEach(read::add);
            }
            return read;
        }
    }

    /** All that a read-committed consumer sees now. */
    List<ConsumerRecord<String, byte[]>> committed() {
        return all("read_committed");
    }

    /** All that was ever written, aborted transactions too. */
    List<ConsumerRecord<String, byte[]>> written() {
        return all("read_uncommitted");
    }

    /** The offsets that records and the markers of transactions take together. */
    long end() {
        try (KafkaConsumer<String, byte[]> consumer = consumer("read_uncommitted")) {
            return consumer.endOffsets(consumer.assignment()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private List<ConsumerRecord<String, byte[]>> all(String isolation) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(isolation)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();
            long start = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() - start > LIMIT.toNanos()) {
                    throw new AssertionError("The end of " + name + " was not reached");
                }
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            }
            return read;
        }
    }

    private KafkaConsumer<String, byte[]> consumer(String isolation) {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        SharedKafka.bootstrap(),
                        "isolation.level",
                        isolation,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(name, partition));
        }
        consumer.assign(all);
        return consumer;
    }
}
