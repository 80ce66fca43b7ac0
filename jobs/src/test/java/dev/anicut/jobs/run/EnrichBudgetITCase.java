package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anicut.jobs.BackfillJob;
import dev.anicut.llmdouble.Latency;
import dev.anicut.llmdouble.LlmDoubleConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;

/** A budget for the language model that is spent before all documents are asked about. */
class EnrichBudgetITCase {
    private static final Pattern DASHBOARD = Pattern.compile("dashboard http://localhost:(\\d+)");
    private static final LlmDoubleConfig QUICK = LlmDoubleConfig.builder()
            .latency(Latency.fixed(Duration.ofMillis(20)))
            .build();

    @TempDir
    private Path folder;

    @Test
    void aSpentBudgetSkipsAndMoreOfItTakesJustTheSkipped() throws Exception {
        try (EnrichBackfills jobs = new EnrichBackfills(folder, QUICK)) {
            Path input = jobs.documents(150);

            JsonNode first = jobs.enrichment(input, "--enrich.budget.tokens", "30000");

            long spent = first.get("input_tokens").asLong()
                    + first.get("output_tokens").asLong();
            assertThat(spent).isBetween(25_000L, 30_000L);
            assertThat(first.get("skipped").asLong()).isPositive();
            assertThat(first.get("enriched").asLong() + first.get("skipped").asLong())
                    .isEqualTo(150);
            assertThat(jobs.select("SELECT count(*) FROM anicut.documents WHERE enrichment = 'enrichment_skipped'"))
                    .containsExactly(first.get("skipped").asText());

            JsonNode again = jobs.enrichment(input, "--enrich.budget.tokens", "30000");
            assertThat(again.get("skipped").asLong())
                    .isEqualTo(first.get("skipped").asLong());
            assertThat(again.get("calls").asLong()).isZero();

            Backfills.Result more = jobs.run(input, "--enrich.budget.tokens", "10000000");
            assertThat(EnrichBackfills.enrichment(more).get("enriched").asLong())
                    .isEqualTo(first.get("skipped").asLong());
            assertThat(more.count("unchanged")).isEqualTo(150);
            assertThat(jobs.llm.stats().paid()).isEqualTo(150);
            assertThat(jobs.select("SELECT DISTINCT enrichment FROM anicut.documents"))
                    .containsExactly("enriched");
        }
    }

    @Test
    void aBudgetThatIsWaitedForHoldsUpNoStopAndMoreOfItFinishesTheRest() throws Exception {
        try (EnrichBackfills jobs = new EnrichBackfills(folder, QUICK)) {
            String[] settings = waiting(jobs, "--run.stop-timeout", "1 s");
            CompletableFuture<Backfills.Result> waiting =
                    CompletableFuture.supplyAsync(() -> jobs.backfills.backfill(settings));
            awaitDuring(waiting, () -> isSpent(jobs));
            // the run listens for it as long as it is under way, and this one waits
            Signal.raise(new Signal("TERM"));

            Backfills.Result stopped = waiting.get(2, TimeUnit.MINUTES);
            assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(StopSignal.EXIT_CODE);
            assertThat(stopped.err()).contains("nothing has moved for 1 s: stopping at the last checkpoint");
            assertMoreFinishesTheRest(jobs);
        }
    }

    @Test
    void norAStopOverTheRestApiAsOnACluster() throws Exception {
        try (EnrichBackfills jobs = new EnrichBackfills(folder, QUICK)) {
            Path log = folder.resolve("waiting.log");
            try (RunningJob job = new RunningJob(jobs.backfills.start(BackfillJob.class, log, waiting(jobs)), log)) {
                job.await("a spent budget", () -> isSpent(jobs));
                Matcher dashboard = DASHBOARD.matcher(job.output());
                assertThat(dashboard.find()).as(job.output()).isTrue();
                Operate operate = new Operate(
                        List.of("stop", "--run.stop-timeout", "2 s", "--flink.rest.port", dashboard.group(1)),
                        Map.of());

                Backfills.Result stop = Backfills.captured(() -> Command.exitCode(operate));

                assertThat(stop.exitCode()).as(stop.err() + job.output()).isZero();
                assertThat(stop.out())
                        .contains("at its latest checkpoint: documents wait")
                        .contains("nothing moved for 2 s");
                job.awaitEnd();
            }
            assertMoreFinishesTheRest(jobs);
        }
    }

    /** Behind what two calls may hold the others lie in the network's buffers, and so does the barrier of a savepoint. */
    private static String[] waiting(EnrichBackfills jobs, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(jobs.arguments(
                jobs.documents(60),
                "--enrich.max-in-flight",
                "2",
                "--enrich.on-budget",
                "wait",
                "--enrich.budget.tokens",
                "6000",
                "--run.checkpoint-interval",
                "300 ms")));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static boolean isSpent(EnrichBackfills jobs) throws Exception {
        return jobs.backfills.hasBegun()
                && !jobs.select("SELECT 1 FROM anicut.enrichment_spend WHERE reserved_tokens = 0"
                                + " AND input_tokens + output_tokens > 4000")
                        .isEmpty();
    }

    private static void assertMoreFinishesTheRest(EnrichBackfills jobs) throws Exception {
        assertThat(jobs.llm.stats().paid()).isLessThan(60);

        Backfills.Result resumed =
                jobs.backfills.backfill("--run.resume", "latest", "--enrich.budget.tokens", "10000000");

        assertThat(EnrichBackfills.enrichment(resumed).get("enriched").asLong())
                .as(resumed.err())
                .isEqualTo(60);
        assertThat(resumed.count("ingested")).isEqualTo(60);
        assertThat(jobs.llm.stats().paid()).isEqualTo(60);
    }

    /** Waits until it is so; fails if the run ends before. */
    private static void awaitDuring(CompletableFuture<Backfills.Result> run, Callable<Boolean> condition)
            throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.call()) {
            assertThat(run).as("still under way").isNotDone();
            assertThat(System.nanoTime()).isLessThan(deadline);
            run.copy().completeOnTimeout(null, 20, TimeUnit.MILLISECONDS).join();
        }
        assertThat(run).as("still under way").isNotDone();
    }
}
