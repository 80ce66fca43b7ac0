package dev.anicut.jobs.run;

import static dev.anicut.jobs.run.Ingests.events;
import static dev.anicut.jobs.run.Ingests.files;
import static dev.anicut.jobs.run.Ingests.outcomes;
import static dev.anicut.jobs.run.Ingests.record;
import static dev.anicut.jobs.run.Ingests.topics;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.embedded.kafka.SharedKafka;
import dev.anicut.jobs.kafka.TestTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job from a real broker into a real server, to an end. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class IngestITCase {
    @TempDir
    private Path folder;

    private Backfills jobs(String name) {
        return new Backfills(folder.resolve(name));
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
            assertUsage(jobs.ingest(topics(topic, "--kafka.topic-pattern", "x")), "give one of the two");
            assertUsage(jobs.ingest(topics(topic, "--run.mode", "batch")), "kafka.bounded true");
            assertUsage(
                    jobs.ingest(topics(topic, "--kafka.dead-letters.topic", topic.name())), "where this run writes to");
            assertUsage(
                    jobs.ingest(topics(topic, "--source.path", "/no/such")), "source.path: '/no/such' does not exist");
            assertUsage(jobs.ingest(topics(topic, "--source.version", "old")), "source.version: 'old' given");
            assertUsage(jobs.ingest(topics(topic, "--run.resume")), "finds no interrupted ingest");
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
        Path files = files(folder, exported);
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
}
