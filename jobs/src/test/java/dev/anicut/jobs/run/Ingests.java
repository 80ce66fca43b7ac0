package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.embedded.kafka.SharedKafka;
import dev.anicut.jobs.kafka.TestTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What tests of ingests have in common: records, arguments, and what a run has told. */
final class Ingests {
    private static final List<String> OUTCOMES =
            List.of("read", "ingested", "unchanged", "duplicate", "deleted", "dead_lettered");

    private Ingests() {}

    /** Counts what a read-committed consumer sees of a run, by type. */
    static Map<String, Integer> events(String topic, String runId) throws Exception {
        Map<String, Integer> types = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", SharedKafka.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    JsonNode event = new ObjectMapper().readTree(record.value());
                    if (event.get("source").asText().endsWith(runId)) {
                        types.merge(event.get("type").asText(), 1, Integer::sum);
                    }
                }
            }
        }
        return types;
    }

    static String[] topics(TestTopic topic, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--kafka.bootstrap",
                SharedKafka.bootstrap(),
                "--kafka.topic",
                topic.name(),
                "--kafka.group",
                topic.name()));
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(String[]::new);
    }

    static String record(String id, String title, String text) {
        return "{" + (id == null ? "" : "\"id\":\"" + id + "\",") + "\"title\":\"" + title + "\",\"text\":\"" + text
                + "\"}";
    }

    static List<Long> outcomes(JsonNode ledger) {
        return OUTCOMES.stream().map(key -> ledger.get(key).asLong()).toList();
    }

    /** A folder with a file of ten documents, {@code shared-0} to {@code shared-9}, that was written then. */
    static Path files(Path folder, Instant exported) throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            lines.add(record("shared-" + i, "file", "Gate " + i + " stands open."));
        }
        Path file = Files.write(files.resolve("a.jsonl"), lines);
        Files.setLastModifiedTime(file, FileTime.from(exported));
        return files;
    }
}
