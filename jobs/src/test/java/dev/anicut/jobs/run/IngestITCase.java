package dev.anicut.jobs.run;

import static dev.anicut.jobs.run.RunningJob.await;
import static dev.anicut.jobs.run.RunningJob.hasCheckpoint;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.embedded.kafka.SharedKafka;
import dev.anicut.jobs.IngestJob;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job from a real broker into a real server: to an end, without an end, stopped, killed and resumed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class IngestITCase {
    private static final List<String> OUTCOMES =
            List.of("read", "ingested", "unchanged", "duplicate", "deleted", "dead_lettered");

    @TempDir
    private Path folder;

    private Backfills jobs(String name) {
        return new Backfills(folder.resolve(name));
    }

    /** Counts what a read-committed consumer sees of a run, by type. */
    private static Map<String, Integer> events(String topic, String runId) throws Exception {
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

    private static String[] topics(TestTopic topic, String... more) {
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

    private static String record(String id, String title, String text) {
        return "{" + (id == null ? "" : "\"id\":\"" + id + "\",") + "\"title\":\"" + title + "\",\"text\":\"" + text
                + "\"}";
    }

    private static List<Long> outcomes(JsonNode ledger) {
        return OUTCOMES.stream().map(key -> ledger.get(key).asLong()).toList();
    }

    @Test
    void aBoundedRunAddsUpASecondCostsNothingAndBatchAgrees() throws Exception {
        try (TestTopic topic = TestTopic.create("mixed", 2)) {
            for (int i = 0; i < 20; i++) {
                topic.send("doc-" + i, record("doc-" + i, "t", "Canal " + i + " feeds village " + i + "."));
            }
            topic.send("doc-3", record("doc-3", "t", "Canal 3 feeds village 3."));
            topic.send("doc-4", record("doc-4", "t", "Canal 4 is closed for repair."));
            topic.send("twin", record("twin", "t", "Canal 5 feeds village 5."));
            topic.send("by-key", record(null, "t", "The key names this one."));
            topic.send(1, null, null, record(null, "t", "Nobody names this one."));
            topic.send("broken", "{broken");
            topic.send("no-text", "{\"id\":\"no-text\"}");
            topic.send(0, null, "long", record("long", "t", "x".repeat(2_000)));
            topic.flush();

            Backfills streaming = jobs("streaming");
            String[] bounded = topics(topic, "--kafka.bounded", "true", "--source.max-record-bytes", "1 kb");
            Backfills.Result first = streaming.ingest(bounded);
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(outcomes(first.ledger())).containsExactly(28L, 23L, 1L, 1L, 0L, 3L);
            assertThat(events("anicut.events", first.ledger().get("run_id").asText()))
                    .isEqualTo(Map.of(
                            "document.ingested", 23,
                            "document.unchanged", 1,
                            "document.duplicate", 1,
                            "document.dead-lettered", 3));
            assertThat(streaming.select("SELECT source FROM anicut.documents WHERE document_id = 'by-key'"))
                    .containsExactly(topic.name());
            assertThat(streaming.select("SELECT count(*) FROM anicut.documents WHERE document_id LIKE '" + topic.name()
                            + "-1@%' AND origin = document_id"))
                    .containsExactly("1");
            assertThat(streaming.select(
                            "SELECT c.text FROM anicut.chunks c JOIN anicut.documents d USING (content_hash)"
                                    + " WHERE document_id = 'doc-4'"))
                    .containsExactly("Canal 4 is closed for repair.");
            assertThat(streaming.select(
                            "SELECT stage, reason, length(payload) FROM anicut.dead_letters" + " ORDER BY reason"))
                    .containsExactly("parse|invalid-json|7", "parse|missing-text|16", "source|too-large|1024");

            Backfills.Result second = streaming.ingest(
                    "--kafka.bootstrap",
                    SharedKafka.bootstrap(),
                    "--kafka.topic-pattern",
                    topic.name(),
                    "--kafka.bounded",
                    "--source.max-record-bytes",
                    "1 kb");
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(outcomes(second.ledger())).containsExactly(28L, 0L, 25L, 0L, 0L, 3L);
            assertThat(second.count("embedded")).isZero();

            Backfills batch = jobs("batch");
            List<String> inBatch = new ArrayList<>(List.of(bounded));
            inBatch.addAll(List.of("--run.mode", "batch"));
            Backfills.Result third = batch.ingest(inBatch.toArray(String[]::new));
            assertThat(third.exitCode()).as(third.err()).isZero();
            assertThat(outcomes(third.ledger())).containsExactlyElementsOf(outcomes(first.ledger()));
            assertThat(batch.rows()).isEqualTo(streaming.rows());
        }
    }

    @Test
    void manyVersionsOfOneDocumentBesideIdlePartitionsEndAtTheLast() throws Exception {
        try (TestTopic topic = TestTopic.create("skewed", 4)) {
            long time = System.currentTimeMillis() - 1000;
            for (int i = 0; i < 400; i++) {
                topic.send(0, time + i, "hot", record("hot", "v" + i, "The gauge stands at " + i + " cm."));
            }
            for (int i = 0; i < 20; i++) {
                topic.send(1, time, "other-" + i, record("other-" + i, "other", "Canal " + i + " feeds village."));
            }
            topic.flush();
            Backfills jobs = jobs("skewed");

            Backfills.Result run = jobs.ingest(topics(topic, "--kafka.bounded", "true"));

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(outcomes(run.ledger())).containsExactly(420L, 420L, 0L, 0L, 0L, 0L);
            assertThat(jobs.select("SELECT title, count(*) FROM anicut.documents GROUP BY 1 ORDER BY 1"))
                    .containsExactly("other|20", "v399|1");
            assertThat(jobs.select("SELECT c.text FROM anicut.search_chunks c WHERE document_id = 'hot'"))
                    .containsExactly("The gauge stands at 399 cm.");
        }
    }

    @Test
    void whatIsWrongIsOneLineBeforeAnythingStarts() throws Exception {
        Backfills jobs = jobs("wrong");
        try (TestTopic topic = TestTopic.create("wrong", 1)) {
            assertUsage(jobs.ingest("--kafka.topic", "t"), "kafka.bootstrap is missing");
            assertUsage(jobs.ingest("--kafka.bootstrap", SharedKafka.bootstrap()), "kafka.topic is missing");
            assertUsage(jobs.ingest("--kafka.bootstrap", "127.0.0.1:1", "--kafka.topic", "t"), "Connection refused");
            assertUsage(
                    jobs.ingest("--kafka.bootstrap", SharedKafka.bootstrap(), "--kafka.topic", topic.name() + "0"),
                    "did you mean " + topic.name());
            assertUsage(jobs.ingest(topics(topic, "--kafka.start", "soon")), "kafka.start: 'soon' given");
            assertUsage(jobs.ingest(topics(topic, "--kafka.topic-pattern", "x")), "one of the two is accepted");
            assertUsage(jobs.ingest(topics(topic, "--run.mode", "batch")), "kafka.bounded true");
            assertUsage(
                    jobs.ingest(topics(topic, "--kafka.dead-letters.topic", topic.name())), "where this run writes to");
            assertUsage(jobs.ingest(topics(topic, "--source.path", "/no/such")), "source.path: '/no/such' given");
            assertUsage(jobs.ingest(topics(topic, "--source.version", "old")), "source.version: 'old' given");
            assertUsage(jobs.ingest(topics(topic, "--run.resume")), "there is no interrupted ingest to continue");
        }
        assertThat(jobs.select("SELECT count(*) FROM anicut.runs")).containsExactly("0");
    }

    private static void assertUsage(Backfills.Result result, String part) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines().toList())
                .singleElement()
                .asString()
                .startsWith("anicut: ")
                .contains(part);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void filesComeFirstAndWhatTheTopicSaidBeforeTheRunIsNotStale() throws Exception {
        Instant exported = Instant.now().minus(Duration.ofHours(1));
        Path files = files(exported);
        try (TestTopic topic = TestTopic.create("hybrid", 2)) {
            long before = exported.minusSeconds(60).toEpochMilli();
            long after = exported.plusSeconds(60).toEpochMilli();
            topic.send(0, before, "shared-0", record("shared-0", "older", "Gate 0 was made of wood."));
            topic.send(1, after, "shared-1", record("shared-1", "newer", "Gate 1 is made of steel now."));
            topic.send(0, after, "new", record("new", "newer", "Gate 99 was added."));
            topic.send(1, after, "shared-2", record("shared-2", "file", "Gate 2 stands open."));
            topic.flush();

            Backfills jobs = jobs("hybrid");
            Backfills.Result run =
                    jobs.ingest(topics(topic, "--source.path", files.toString(), "--kafka.bounded", "true"));

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(outcomes(run.ledger())).containsExactly(14L, 12L, 2L, 0L, 0L, 0L);
            assertThat(jobs.select("SELECT stale FROM anicut.runs")).containsExactly("1");
            assertThat(jobs.select("SELECT document_id, title FROM anicut.documents"
                            + " WHERE document_id IN ('shared-0', 'shared-1', 'shared-2', 'new') ORDER BY 1"))
                    .containsExactly("new|newer", "shared-0|file", "shared-1|newer", "shared-2|file");
        }
    }

    private Path files(Instant exported) throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            lines.add(record("shared-" + i, "file", "Gate " + i + " stands open."));
        }
        Path file = Files.write(files.resolve("a.jsonl"), lines);
        Files.setLastModifiedTime(file, FileTime.from(exported));
        return files;
    }

    @Test
    void withoutAnEndItGoesOverFromFilesToTheTopicStopsCleanlyAndGoesOn() throws Exception {
        Path files = files(Instant.now().minus(Duration.ofHours(1)));
        Backfills jobs = jobs("live");
        Path log = folder.resolve("live.log");
        try (TestTopic topic = TestTopic.create("live", 3)) {
            // the other partitions stay idle
            for (int i = 0; i < 5; i++) {
                topic.send(0, null, "shared-" + i, record("shared-" + i, "v2", "Gate " + i + " is shut."));
            }
            topic.flush();
            Process process = jobs.start(
                    IngestJob.class,
                    log,
                    topics(topic, "--source.path", files.toString(), "--run.checkpoint-interval", "500 ms"));
            try {
                await(process, log, () -> titles(jobs, "v2") == 5 && titles(jobs, "file") == 5);
                topic.send(0, null, "late", record("late", "late", "Gate 77 came late."));
                topic.flush();
                await(process, log, () -> titles(jobs, "late") == 1);
                topic.send(0, null, "late", record("late", "changed", "Gate 77 was painted."));
                topic.flush();
                await(process, log, () -> titles(jobs, "changed") == 1);
                await(process, log, () -> committed(topic) == 7);

                // SIGTERM
                process.destroy();
                assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            } finally {
                process.destroyForcibly().waitFor();
            }
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
            JsonNode stopped = ledger(log);
            assertThat(stopped.get("stopped").asBoolean()).isTrue();
            assertThat(outcomes(stopped)).containsExactly(17L, 17L, 0L, 0L, 0L, 0L);
            assertThat(jobs.select("SELECT stopped_at IS NOT NULL, finished_at IS NULL FROM anicut.runs"))
                    .containsExactly("t|t");

            // what has been read may be cleared away
            Files.delete(files.resolve("a.jsonl"));
            Files.delete(files);
            topic.send(1, null, "after", record("after", "after", "Gate 88 was added while nobody looked."));
            topic.flush();
            Path secondLog = folder.resolve("second.log");
            Process second = jobs.start(IngestJob.class, secondLog, "--run.resume");
            try {
                await(second, secondLog, () -> titles(jobs, "after") == 1);
                assertThat(jobs.select("SELECT stopped_at IS NULL FROM anicut.runs"))
                        .containsExactly("t");
                second.destroy();
                assertThat(second.waitFor(2, TimeUnit.MINUTES)).isTrue();
            } finally {
                second.destroyForcibly().waitFor();
            }
            assertThat(second.exitValue()).as(Files.readString(secondLog)).isZero();
            JsonNode resumed = ledger(secondLog);
            assertThat(resumed.get("run_id")).isEqualTo(stopped.get("run_id"));
            assertThat(outcomes(resumed)).containsExactly(18L, 18L, 0L, 0L, 0L, 0L);
            assertThat(resumed.get("embedded").asLong()).isEqualTo(18);
            assertThat(events("anicut.events", resumed.get("run_id").asText()))
                    .isEqualTo(Map.of("document.ingested", 18));
        }
    }

    private static long titles(Backfills jobs, String title) throws Exception {
        return jobs.hasBegun()
                ? Long.parseLong(jobs.select("SELECT count(*) FROM anicut.documents WHERE title = '" + title + "'")
                        .get(0))
                : 0;
    }

    private static long committed(TestTopic topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrap()))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(topic.name())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(topic.name(), 0));
            return offset == null ? 0 : offset.offset();
        }
    }

    private static JsonNode ledger(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            String json = lines.filter(line -> line.startsWith("{")).findFirst().orElseThrow();
            return new ObjectMapper().readTree(json);
        }
    }

    @Test
    void killedInTheMiddleAndResumedItEndsLikeAnUndisturbedRun() throws Exception {
        try (TestTopic topic = TestTopic.create("many", 4)) {
            for (int i = 0; i < 1200; i++) {
                int text = i % 10 == 9 ? i - 5 : i;
                String id = "doc-" + i;
                topic.send(
                        id,
                        i % 97 == 0
                                ? "{broken " + i
                                : "{\"title\":\"t\",\"text\":\"Gate " + text
                                        + " stands open at noon.\",\"metadata\":{\"k\":\"" + Backfills.PADDING
                                        + "\"}}");
            }
            topic.flush();
            Backfills undisturbed = jobs("undisturbed");
            Backfills.Result whole = undisturbed.ingest(topics(topic, "--kafka.bounded", "true"));
            assertThat(whole.exitCode()).as(whole.err()).isZero();
            assertThat(whole.count("read"))
                    .as(undisturbed.select("SELECT settings FROM anicut.runs").toString())
                    .isEqualTo(1200);

            Backfills killed = jobs("killed");
            Path log = folder.resolve("killed.log");
            Process process = killed.start(
                    IngestJob.class,
                    log,
                    topics(
                            topic,
                            "--kafka.bounded",
                            "true",
                            "--run.checkpoint-interval",
                            "200 ms",
                            "--embed.batch-size",
                            "16",
                            "--postgres.batch-rows",
                            "32"));
            await(process, log, killed::hasBegun);
            killed.execute(Backfills.SLOW_DOCUMENTS);
            await(process, log, () -> hasCheckpoint(folder.resolve("killed").resolve("checkpoints")));
            long at = titles(killed, "t");
            await(process, log, () -> titles(killed, "t") >= at + 50);
            process.destroyForcibly().waitFor();
            assertThat(titles(killed, "t")).isLessThan(titles(undisturbed, "t"));
            killed.execute(Backfills.QUICK_DOCUMENTS);
            // behind the end that was settled when the run began
            topic.send("behind", record("behind", "t", "Nobody reads this."));
            topic.flush();

            Backfills.Result resumed = killed.ingest("--run.resume");

            assertThat(resumed.exitCode()).as(resumed.err()).isZero();
            assertThat(resumed.err()).contains("continuing from checkpoint");
            assertThat(outcomes(resumed.ledger())).containsExactlyElementsOf(outcomes(whole.ledger()));
            assertThat(killed.rows()).isEqualTo(undisturbed.rows());
            assertThat(killed.ingest(
                                    "--run.resume",
                                    resumed.ledger().get("run_id").asText())
                            .exitCode())
                    .isEqualTo(2);
        }
    }
}
