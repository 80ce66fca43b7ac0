package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anicut.llmdouble.Fault;
import dev.anicut.llmdouble.Latency;
import dev.anicut.llmdouble.LlmDoubleConfig;
import dev.anicut.llmdouble.LlmDoubleStats;
import dev.anicut.llmdouble.LoggedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many calls are made at once and in a minute: as many as may be, and no more. */
class EnrichLimitsITCase {
    private static final int IN_FLIGHT = 64;
    private static final boolean LONG = EnrichBackfills.MANY != null;
    private static final int PER_MINUTE = LONG ? 6000 : 900;

    @TempDir
    private Path folder;

    @Test
    void aStormOfFaultsLeavesEveryDocumentEnrichedOrMarkedWithADeadLetter() throws Exception {
        LlmDoubleConfig config = LlmDoubleConfig.builder()
                .latency(Latency.fixed(Duration.ofMillis(20)))
                .fault(Fault.RATE_LIMIT, 0.2)
                .fault(Fault.ERROR_500, 0.05)
                .fault(Fault.HANG, 0.05)
                .fault(Fault.BREAK_SCHEMA, 0.03)
                .build();
        try (EnrichBackfills jobs = new EnrichBackfills(folder, config)) {
            // one that no retry helps, so that both ends are met
            jobs.llm.choose(request -> request.document().contains("village 7.") ? Fault.ERROR_500 : null);
            int count = EnrichBackfills.manyOr(80);

            Backfills.Result result = jobs.run(
                    jobs.documents(count),
                    "--enrich.max-in-flight",
                    String.valueOf(IN_FLIGHT),
                    "--enrich.timeout",
                    "1 s",
                    "--enrich.retry-budget",
                    LONG ? "2 min" : "3 s",
                    "--enrich.requests-per-minute",
                    String.valueOf(PER_MINUTE));

            JsonNode enrichment = EnrichBackfills.enrichment(result);
            long failed = enrichment.get("failed").asLong();
            assertThat(result.count("ingested")).isEqualTo(count);
            assertThat(failed).isPositive();
            assertThat(enrichment.get("enriched").asLong() + failed).isEqualTo(count);
            assertThat(jobs.select(
                            "SELECT count(*) FROM anicut.dead_letters WHERE scope = 'part' AND stage = 'enrich'"))
                    .containsExactly(Long.toString(failed));
            LlmDoubleStats stats = jobs.llm.stats();
            assertThat(enrichment.get("calls").asLong()).isEqualTo(stats.requests());
            assertNotFasterThanTheLimit(stats);
            assertThat(stats.maxInFlight()).isLessThanOrEqualTo(IN_FLIGHT + 10);
            EnrichBackfills.print(
                    "%d documents: %d enriched, %d failed, %s by status, at most %d in a second and %d in a minute",
                    count,
                    enrichment.get("enriched").asLong(),
                    failed,
                    stats.byStatus(),
                    stats.maxPerSecond(),
                    stats.maxPerMinute());
        }
    }

    /**
     * Calls begin a sixtieth of the limit in a second, and one that catches up: an interval is a hundredth longer than the
     * limit asks for. They are counted where they arrive. So in a second there may be those of two, if the first of them
     * are held up for a whole one by a machine that is busy; without the limit the first {@link #IN_FLIGHT} come at once, which
     * is more. What begins is held to the
     * limit exactly in {@code PacerTest}.
     */
    private static void assertNotFasterThanTheLimit(LlmDoubleStats stats) {
        assertThat(stats.maxPerSecond()).isLessThanOrEqualTo(2 * (PER_MINUTE / 60 + 1));
        if (LONG) {
            assertThat(stats.maxPerMinute()).isLessThanOrEqualTo(PER_MINUTE);
        }
    }

    @Test
    void theCallsThatMayBeUnderWayAreUnderWay() throws Exception {
        LlmDoubleConfig config = LlmDoubleConfig.builder()
                .latency(Latency.fixed(Duration.ofMillis(200)))
                .build();
        try (EnrichBackfills jobs = new EnrichBackfills(folder, config)) {
            int count = EnrichBackfills.manyOr(600);

            JsonNode enrichment =
                    jobs.enrichment(jobs.documents(count), "--enrich.max-in-flight", String.valueOf(IN_FLIGHT));

            assertThat(enrichment.get("enriched").asLong()).isEqualTo(count);
            List<LoggedRequest> all = jobs.llm.requests();
            List<LoggedRequest> steady = all.subList(count / 5, count - count / 5);
            double underWay =
                    steady.stream().mapToInt(LoggedRequest::inFlight).average().orElse(0);
            // 64 on a machine that has time; a crowded one is slow to refill
            assertThat(underWay).isGreaterThan(IN_FLIGHT / 2.0);
            assertThat(jobs.llm.stats().maxInFlight()).isLessThanOrEqualTo(IN_FLIGHT);
            double possible = IN_FLIGHT / 0.2;
            EnrichBackfills.print(
                    "%d documents: %.0f calls a second, %.3f of what is possible; steady %.0f, %.3f",
                    count, perSecond(all), perSecond(all) / possible, perSecond(steady), perSecond(steady) / possible);
        }
    }

    private static double perSecond(List<LoggedRequest> requests) {
        Duration took = Duration.between(
                requests.get(0).time(), requests.get(requests.size() - 1).time());
        return (requests.size() - 1) * 1e9 / took.toNanos();
    }
}
