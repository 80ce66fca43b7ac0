package dev.anicut.jobs.run;

import static dev.anicut.jobs.run.RunningJob.await;
import static dev.anicut.jobs.run.RunningJob.hasCheckpoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.client.deployment.executors.RemoteExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job, real model, real server, in both runtime modes and over a crash. */
class BackfillITCase {
    private static final List<String> OUTCOMES =
            List.of("read", "ingested", "unchanged", "duplicate", "deleted", "dead_lettered");

    private static final int BATCH_SIZE = 16;
    private static final int BATCH_ROWS = 32;

    @TempDir
    private Path folder;

    private Path documents() throws IOException {
        Path input = Files.createDirectories(folder.resolve("input"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add(record(
                    "doc-" + i,
                    "Canal " + i + " feeds the fields of village " + i + ".\\n\\nStanding notice: "
                            + "the gates are closed on the first day of each month for repair."));
        }
        lines.add(record(
                "doc-3",
                "Canal 3 feeds the fields of village 3.\\n\\nStanding notice: "
                        + "the gates are closed on the first day of each month for repair."));
        lines.add(record(
                "twin",
                "Canal 4 feeds the fields of village 4.\\n\\nStanding notice: "
                        + "the gates are closed on the first day of each month for repair."));
        lines.add("{broken");
        lines.add("{\"id\":\"no-text\"}");
        Files.write(input.resolve("a.jsonl"), lines);
        Files.writeString(input.resolve("note.md"), "# Weirs\n\nA weir raises the river.\n");
        Files.writeString(
                input.resolve("page.html"), "<html><title>Sluice</title><body><p>A sluice lets go.</p></body>");
        Files.createFile(input.resolve("empty.txt"));
        return input;
    }

    private static String record(String id, String text) {
        return "{\"id\":\"" + id + "\",\"title\":\"t\",\"text\":\"" + text + "\",\"metadata\":{\"k\":1}}";
    }

    private static String padded(String id, String text) {
        return "{\"id\":\"" + id + "\",\"text\":\"" + text + "\",\"metadata\":{\"k\":\"" + Backfills.PADDING + "\"}}";
    }

    private Backfills backfills(String name) {
        return new Backfills(folder.resolve(name));
    }

    @Test
    void aRunAddsUpASecondCostsNothingAndBothModesAgree() throws Exception {
        String input = documents().toString();
        Backfills streaming = backfills("streaming");
        Backfills.Result first = streaming.backfill("--source.path", input);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(OUTCOMES.stream().map(key -> count(first, key))).containsExactly(67L, 62L, 1L, 1L, 0L, 3L);
        assertThat(first.count("embedded"))
                .isEqualTo(Long.parseLong(streaming
                        .select("SELECT count(*) FROM anicut.embeddings")
                        .get(0)));
        assertThat(streaming.select("SELECT DISTINCT reason FROM anicut.dead_letters ORDER BY 1"))
                .containsExactly("empty-text", "invalid-json", "missing-text");

        Backfills.Result second = streaming.backfill("--source.path", input);
        assertThat(OUTCOMES.stream().map(key -> count(second, key))).containsExactly(67L, 0L, 64L, 0L, 0L, 3L);
        assertThat(second.count("embedded")).isZero();
        assertThat(second.count("chunks")).isZero();

        Backfills batch = backfills("batch");
        Backfills.Result inBatch = batch.backfill("--source.path", input, "--run.mode", "batch");
        assertThat(inBatch.exitCode()).as(inBatch.err()).isZero();
        assertThat(OUTCOMES.stream().map(key -> count(inBatch, key)))
                .containsExactlyElementsOf(
                        OUTCOMES.stream().map(key -> count(first, key)).toList());
        assertThat(inBatch.count("embedded")).isEqualTo(first.count("embedded"));
        assertThat(batch.rows()).isEqualTo(streaming.rows());
    }

    private static long count(Backfills.Result result, String key) {
        try {
            return result.count(key);
        } catch (IOException e) {
            throw new AssertionError(result.out() + result.err(), e);
        }
    }

    @Test
    void loadedFirstAndEmbeddedLaterItEqualsARunThatDidBoth() throws Exception {
        String input = documents().toString();
        Backfills both = backfills("both");
        assertThat(both.backfill("--source.path", input).exitCode()).isZero();

        Backfills later = backfills("later");
        Backfills.Result loaded = later.backfill("--source.path", input, "--embed.model", "none");
        assertThat(loaded.exitCode()).as(loaded.err()).isZero();
        assertThat(loaded.count("ingested")).isEqualTo(62);
        assertThat(later.select("SELECT count(*) FROM anicut.contents WHERE text IS NULL"))
                .containsExactly("0");
        Backfills.Result loadedAgain = later.backfill("--source.path", input, "--embed.model", "none");
        assertThat(loadedAgain.exitCode()).as(loadedAgain.err()).isZero();
        assertThat(loadedAgain.count("unchanged")).isEqualTo(64);
        Backfills.Result embedded = later.backfill("--source.path", input);
        assertThat(embedded.exitCode()).as(embedded.err()).isZero();
        assertThat(embedded.count("unchanged")).isEqualTo(64);
        assertThat(embedded.count("embedded")).isPositive();
        assertThat(later.rows()).isEqualTo(both.rows());
    }

    @Test
    void killedInTheMiddleAndResumedItEndsLikeAnUndisturbedRun() throws Exception {
        Path input = Files.createDirectories(folder.resolve("many"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            int text = i % 10 == 9 ? i - 5 : i;
            lines.add(i % 97 == 0 ? "{broken " + i : padded("doc-" + i, "Gate " + text + " stands open at noon."));
        }
        Files.write(input.resolve("a.jsonl"), lines.subList(0, 1000));
        Files.write(input.resolve("b.jsonl"), lines.subList(1000, 2000));
        Backfills undisturbed = backfills("undisturbed");
        Backfills.Result whole = undisturbed.backfill("--source.path", input.toString());
        assertThat(whole.exitCode()).as(whole.err()).isZero();

        Backfills killed = backfills("killed");
        Path log = folder.resolve("killed.log");
        Path counts = Files.createDirectories(folder.resolve("counts"));
        List<String> arguments = new ArrayList<>(List.of(
                "--source.path",
                input.toString(),
                "--run.checkpoint-interval",
                "200 ms",
                "--embed.batch-size",
                Integer.toString(BATCH_SIZE),
                "--postgres.batch-rows",
                Integer.toString(BATCH_ROWS)));
        arguments.addAll(CounterFile.arguments("numTextsEmbedded", counts));
        Process process = killed.start(log, arguments.toArray(String[]::new));
        await(process, log, killed::hasBegun);
        try (Connection connection = killed.database.connect();
                FlinkCommandLine line = new FlinkCommandLine(RemoteExecutor.NAME)) {
            connection.setAutoCommit(false);
            // until the commit no row is written, and after it slowly: it cannot end before it is killed
            connection.createStatement().execute(Backfills.SLOW_DOCUMENTS);
            for (String target : List.of("local", "cluster")) {
                Backfills.Result meanwhile = killed.backfill("--run.resume", "latest", "--target", target);
                assertThat(meanwhile.exitCode()).as(meanwhile.err()).isEqualTo(2);
                assertThat(meanwhile.err()).contains("is at work in another process");
            }
            connection.commit();
        }
        await(process, log, () -> hasCheckpoint(folder.resolve("killed").resolve("checkpoints")));
        long least = killed.documents() + 50;
        await(process, log, () -> killed.documents() >= least);
        process.destroyForcibly().waitFor();
        assertThat(killed.documents()).isLessThan(undisturbed.documents());
        killed.execute(Backfills.QUICK_DOCUMENTS);
        String runId = killed.select("SELECT run_id FROM anicut.runs").get(0);

        Backfills.Result resumed = killed.backfill("--run.resume", "latest");

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("continuing from checkpoint");
        assertThat(resumed.ledger().get("run_id").asText()).isEqualTo(runId);
        assertThat(OUTCOMES.stream().map(key -> count(resumed, key)))
                .containsExactlyElementsOf(
                        OUTCOMES.stream().map(key -> count(whole, key)).toList());
        assertThat(killed.rows()).isEqualTo(undisturbed.rows());
        long vectors = Long.parseLong(
                killed.select("SELECT count(*) FROM anicut.embeddings").get(0));
        assertThat(CounterFile.sum(counts) - vectors)
                .as("texts embedded again are at most what was under way when the process was killed")
                .isLessThanOrEqualTo(2 * (BATCH_SIZE + BATCH_ROWS));
        assertThat(killed.backfill("--run.resume", runId).exitCode()).isEqualTo(2);
    }
}
