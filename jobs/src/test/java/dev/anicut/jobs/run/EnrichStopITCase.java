package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.jobs.BackfillJob;
import dev.anicut.llmdouble.Latency;
import dev.anicut.llmdouble.LlmDoubleConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code submit.sh stop} of a run whose documents wait for a budget, over the REST API as on a cluster. */
class EnrichStopITCase {
    private static final Pattern DASHBOARD = Pattern.compile("dashboard http://localhost:(\\d+)");

    @TempDir
    private Path folder;

    @Test
    void noSavepointCanBeTakenAndItEndsAtItsLastCheckpoint() throws Exception {
        LlmDoubleConfig quick = LlmDoubleConfig.builder()
                .latency(Latency.fixed(Duration.ofMillis(20)))
                .build();
        try (EnrichBackfills jobs = new EnrichBackfills(folder, quick)) {
            // behind what two calls may hold the others lie in the network's buffers, and a savepoint's barrier too
            String[] settings = jobs.arguments(
                    jobs.documents(60),
                    "--enrich.max-in-flight",
                    "2",
                    "--enrich.on-budget",
                    "wait",
                    "--enrich.budget.tokens",
                    "6000",
                    "--run.checkpoint-interval",
                    "300 ms");
            Path log = folder.resolve("waiting.log");
            try (RunningJob job = new RunningJob(jobs.backfills.start(BackfillJob.class, log, settings), log)) {
                job.await(
                        "a spent budget",
                        () -> jobs.backfills.hasBegun()
                                && !jobs.select("SELECT 1 FROM anicut.enrichment_spend WHERE reserved_tokens = 0"
                                                + " AND input_tokens + output_tokens > 4000")
                                        .isEmpty());
                Operate operate = new Operate(
                        List.of("stop", "--run.stop-timeout", "2 s", "--flink.rest.port", port(job)), Map.of());

                Backfills.Result stop = Backfills.captured(() -> Command.exitCode(operate));

                assertThat(stop.exitCode()).as(stop.err() + job.output()).isZero();
                assertThat(stop.out())
                        .contains("at its latest checkpoint: documents wait")
                        .contains("nothing moved for 2 s");
                job.awaitEnd();
            }
            assertThat(jobs.llm.stats().paid()).isLessThan(60);

            Backfills.Result resumed =
                    jobs.backfills.backfill("--run.resume", "latest", "--enrich.budget.tokens", "10000000");

            assertThat(EnrichBackfills.enrichment(resumed).get("enriched").asLong())
                    .as(resumed.err())
                    .isEqualTo(60);
            assertThat(resumed.count("ingested")).isEqualTo(60);
            assertThat(jobs.llm.stats().paid()).isEqualTo(60);
        }
    }

    private static String port(RunningJob job) throws IOException {
        Matcher dashboard = DASHBOARD.matcher(job.output());
        assertThat(dashboard.find()).as(job.output()).isTrue();
        return dashboard.group(1);
    }
}
