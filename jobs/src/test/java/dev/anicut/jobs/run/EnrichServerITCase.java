package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anicut.llmdouble.Fault;
import dev.anicut.llmdouble.Latency;
import dev.anicut.llmdouble.LlmDoubleConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that answers no call: those that never will end the job by one line, an outage is waited for. */
class EnrichServerITCase {
    @TempDir
    private Path folder;

    @Test
    void aKeyThatIsRevokedInTheMiddleStopsTheRunWhichGoesOnWithAnother() throws Exception {
        LlmDoubleConfig first = LlmDoubleConfig.builder()
                .latency(Latency.fixed(Duration.ofMillis(50)))
                .key("first")
                .build();
        try (EnrichBackfills jobs = new EnrichBackfills(folder, first)) {
            LlmDoubleConfig second = first.toBuilder().key("second").build();
            jobs.llm.choose(request -> {
                if (jobs.llm.stats().paid() >= 20) {
                    jobs.llm.behave(second);
                }
                return null;
            });

            Backfills.Result revoked =
                    jobs.run(jobs.documents(80), "--enrich.max-in-flight", "4", "--enrich.llm.key", "first");

            assertRefused(revoked, "enrich.llm.key: the server at");
            assertThat(jobs.llm.stats().requests()).as("no retry storm").isLessThan(40);
            assertThat(jobs.select("SELECT count(*) FROM anicut.dead_letters")).containsExactly("0");
            assertThat(jobs.select("SELECT count(*) FROM anicut.documents WHERE enrichment <> 'enriched'"))
                    .containsExactly("0");

            Backfills.Result resumed = jobs.backfills.backfill("--run.resume", "latest", "--enrich.llm.key", "second");

            assertThat(EnrichBackfills.enrichment(resumed).get("enriched").asLong())
                    .as(resumed.err())
                    .isEqualTo(80);
            assertThat(resumed.count("ingested")).isEqualTo(80);
            assertThat(jobs.llm.stats().paid()).isBetween(80L, 84L);
        }
    }

    @Test
    void badSettingsEndWithOneLineAndWithoutARetryStorm() throws Exception {
        LlmDoubleConfig config = LlmDoubleConfig.builder().key("right").build();
        try (EnrichBackfills jobs = new EnrichBackfills(folder, config)) {
            Path input = jobs.documents(50);

            assertRefused(jobs.run(input, "--enrich.llm.key", "wrong"), "enrich.llm.key");
            assertThat(jobs.llm.stats().requests()).isZero();
            assertRefused(
                    jobs.run(input, "--enrich.llm.key", "right", "--enrich.llm.model", "unknown"),
                    "enrich.llm.model: 'unknown'");
            assertThat(jobs.llm.stats().requests()).as("no retry storm").isLessThanOrEqualTo(16);
            assertRefused(
                    jobs.run(input, "--enrich.llm.url", "ftp://localhost/v1"), "enrich.llm.url: 'ftp://localhost/v1'");
            assertRefused(
                    jobs.run(input, "--enrich.llm.url", "http://127.0.0.1:1/v1"),
                    "enrich.llm.url: 'http://127.0.0.1:1/v1'");
            assertRefused(jobs.run(input, "--enrich.price.input", "cheap"), "enrich.price.input: 'cheap'");
            Path broken = Files.writeString(
                    folder.resolve("broken.yaml"), "instructions: Say it.\nschema: {type: object, properties: 7}\n");
            assertRefused(jobs.run(input, "--enrich.prompt", broken.toString()), "enrich.prompt");
        }
    }

    @Test
    void anOutageLongerThanTheRetryBudgetIsWaitedForAndMarksNobody() throws Exception {
        LlmDoubleConfig config = LlmDoubleConfig.builder()
                .latency(Latency.fixed(Duration.ofMillis(20)))
                .build();
        try (EnrichBackfills jobs = new EnrichBackfills(folder, config)) {
            // from the fifth call on, for longer than the retry budget
            AtomicLong since = new AtomicLong();
            jobs.llm.choose(request -> {
                if (jobs.llm.stats().paid() < 4) {
                    return null;
                }
                since.compareAndSet(0, System.nanoTime());
                return System.nanoTime() - since.get() < TimeUnit.SECONDS.toNanos(3) ? Fault.UNAVAILABLE_503 : null;
            });

            Backfills.Result result =
                    jobs.run(jobs.documents(40), "--enrich.max-in-flight", "8", "--enrich.retry-budget", "2 s");

            JsonNode enrichment = EnrichBackfills.enrichment(result);
            assertThat(result.count("ingested")).isEqualTo(40);
            assertThat(enrichment.get("enriched").asLong()).isEqualTo(40);
            assertThat(jobs.select("SELECT count(*) FROM anicut.dead_letters")).containsExactly("0");
            assertThat(jobs.llm.stats().paid()).isEqualTo(40);
            assertThat(enrichment.get("calls").asLong())
                    .isEqualTo(jobs.llm.stats().requests())
                    .as("those under way, a few again, and a few probes")
                    .isBetween(40L + 6, 40L + 30);
        }
    }

    private static void assertRefused(Backfills.Result result, String said) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines().filter(line -> line.startsWith("anicut: enrich.")))
                .singleElement()
                .asString()
                .contains(said);
    }
}
