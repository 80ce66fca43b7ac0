package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anicut.llmdouble.Latency;
import dev.anicut.llmdouble.LlmDoubleConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;

/** A budget for the language model that is spent before all documents are asked about. */
class EnrichBudgetITCase {
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
            Path input = jobs.documents(60);
            CompletableFuture<Backfills.Result> waiting = CompletableFuture.supplyAsync(() -> jobs.run(
                    input,
                    "--enrich.max-in-flight",
                    "2",
                    "--enrich.on-budget",
                    "wait",
                    "--enrich.budget.tokens",
                    "6000",
                    "--run.checkpoint-interval",
                    "300 ms",
                    "--run.stop-timeout",
                    "1 s"));
            awaitDuring(
                    waiting,
                    () -> jobs.backfills.hasBegun()
                            && !jobs.select("SELECT 1 FROM anicut.enrichment_spend WHERE reserved_tokens = 0"
                                            + " AND input_tokens + output_tokens > 4000")
                                    .isEmpty());
            // the run listens for it as long as it is under way, and this one waits
            Signal.raise(new Signal("TERM"));

            Backfills.Result stopped = waiting.get(2, TimeUnit.MINUTES);
            assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(StopSignal.EXIT_CODE);
            assertThat(stopped.err()).contains("nothing has moved for 1 s: stopping at the last checkpoint");
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
