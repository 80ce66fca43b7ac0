package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.llmdouble.Latency;
import dev.anicut.llmdouble.LlmDoubleConfig;
import dev.anicut.llmdouble.LlmDoubleStats;
import dev.anicut.llmdouble.LoggedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that is killed while calls are under way, with a budget that covers all. */
class EnrichKilledITCase {
    private static final int IN_FLIGHT = 32;

    @TempDir
    private Path folder;

    @Test
    void killedInTheMiddleAndResumedItRepeatsAtMostWhatWasInFlight() throws Exception {
        LlmDoubleConfig config = LlmDoubleConfig.builder()
                .latency(Latency.fixed(Duration.ofMillis(200)))
                .build();
        try (EnrichBackfills jobs = new EnrichBackfills(folder, config)) {
            int count = EnrichBackfills.manyOr(400);
            Path log = folder.resolve("killed.log");
            String[] arguments = jobs.arguments(
                    jobs.documents(count),
                    "--enrich.max-in-flight",
                    String.valueOf(IN_FLIGHT),
                    "--enrich.budget.tokens",
                    "10000000",
                    "--run.checkpoint-interval",
                    "300 ms");
            try (RunningJob job = new RunningJob(jobs.backfills.start(log, arguments), log)) {
                job.await("half of the answers", () -> jobs.llm.stats().paid() >= count / 2);
                job.kill();
            }

            Backfills.Result resumed = jobs.backfills.backfill("--run.resume", "latest");

            assertThat(EnrichBackfills.enrichment(resumed).get("enriched").asLong())
                    .as(resumed.err())
                    .isEqualTo(count);
            assertThat(resumed.count("ingested")).isEqualTo(count);
            Set<String> asked = new HashSet<>();
            long repeated = 0;
            for (LoggedRequest request : jobs.llm.requests()) {
                repeated += asked.add(request.content()) ? 0 : 1;
            }
            assertThat(asked).hasSize(count);
            assertThat(repeated).isPositive().isLessThanOrEqualTo(IN_FLIGHT);
            assertThat(jobs.select("SELECT sum(reserved_tokens) = 0, sum(lost_tokens) > 0,"
                            + " sum(input_tokens + output_tokens + lost_tokens) >= " + paidTokens(jobs.llm.stats())
                            + " FROM anicut.enrichment_spend"))
                    .as("what was paid for, and perhaps never booked, counts as spent")
                    .containsExactly("t|t|t");
            EnrichBackfills.print(
                    "%d documents, killed: %d of %d calls under way repeated", count, repeated, IN_FLIGHT);
        }
    }

    private static long paidTokens(LlmDoubleStats stats) {
        return stats.promptTokens() + stats.completionTokens();
    }
}
