package dev.anicut.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each benchmark on next to nothing. That every contestant did all of its work they check themselves, and fail if not; no
 * time is asserted.
 */
class BenchITCase {
    @TempDir
    Path work;

    @Test
    void embedTellsTheRatesOfAllContestants() throws Exception {
        JsonNode report = bench("embed", "--texts", "40", "--rounds", "1", "--embed.batch-size", "2");

        assertThat(report.get("benchmark").asText()).isEqualTo("embed");
        assertThat(report.get("input").get("texts").asInt()).isEqualTo(40);
        assertThat(report.get("input").get("mean_tokens").asDouble()).isBetween(100.0, 200.0);
        assertThat(names(report.get("contestants")))
                .containsExactly(
                        "pipeline",
                        "onnxruntime, one by one",
                        "onnxruntime, sorted and padded",
                        "pipeline, cut at 128",
                        "onnxruntime, one by one, cut at 128",
                        "langchain4j embedAll, cut at 128");
        assertRounds(report, 1);
        assertThat(names(report.get("checks")))
                .contains(
                        "pipeline / onnxruntime, one by one",
                        "pipeline, cut at 128 / langchain4j embedAll, cut at 128");
    }

    @Test
    void sinkTellsTheRatesOfBothContestants() throws Exception {
        JsonNode report = bench("sink", "--chunks", "300", "--rounds", "2");

        assertThat(report.get("input").get("chunks").asInt()).isEqualTo(300);
        assertThat(names(report.get("contestants"))).containsExactly("write-through", "binary COPY");
        assertRounds(report, 2);
        assertThat(report.get("checks").get(0).get("least").asDouble()).isEqualTo(0.6);
        assertThat(report.get("checks").get(0).get("met").isBoolean()).isTrue();
    }

    @Test
    void loadTellsRateAndMemoryOfEachSize() throws Exception {
        JsonNode report = bench("load", "--documents", "100,200", "--postgres.batch-rows", "10");

        assertThat(names(report.get("contestants")))
                .containsExactly(
                        "100 documents", "100 documents, whole run", "200 documents", "200 documents, whole run");
        assertRounds(report, 1);
        assertThat(names(report.get("checks")))
                .contains("documents/s, 200 / 100", "peak memory in MB, 200 documents", "documents/s, 200");
    }

    private JsonNode bench(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--work", work.toString(), "--output", "json"));
        Report report = Bench.run(BenchArguments.parse(all));
        assertThat(report.text()).contains(report.json().get("benchmark").asText());
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).isEmpty();
        }
        return report.json();
    }

    private static List<String> names(JsonNode elements) {
        List<String> names = new ArrayList<>();
        elements.forEach(element -> names.add(element.get("name").asText()));
        return names;
    }

    private static void assertRounds(JsonNode report, int rounds) {
        for (JsonNode contestant : report.get("contestants")) {
            assertThat(contestant.get("rounds")).hasSize(rounds).allSatisfy(rate -> assertThat(rate.asDouble())
                    .isPositive());
            assertThat(contestant.get("median").asDouble()).isPositive();
        }
        assertThat(report.get("machine").get("cores").asInt()).isPositive();
    }
}
