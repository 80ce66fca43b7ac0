package dev.anicut.jobs.run;

import static dev.anicut.jobs.run.Ingests.events;
import static dev.anicut.jobs.run.Ingests.files;
import static dev.anicut.jobs.run.Ingests.outcomes;
import static dev.anicut.jobs.run.Ingests.record;
import static dev.anicut.jobs.run.Ingests.topics;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ingests in processes of their own, into a real server: stopped and resumed, killed and resumed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class IngestProcessITCase {
    @TempDir
    private Path folder;

    private Backfills jobs(String name) {
        return new Backfills(folder.resolve(name));
    }

    @Test
    void withoutAnEndItGoesOverFromFilesToTheTopicStopsCleanlyAndGoesOn() throws Exception {
        Path files = files(folder, Instant.now().minus(Duration.ofHours(1)));
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
