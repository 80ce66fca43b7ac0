package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.embedded.kafka.SharedKafka;
import dev.anicut.jobs.kafka.TestTopic;
import dev.anicut.jobs.metrics.MetricNames;
import dev.anicut.jobs.metrics.MetricsPage;
import dev.anicut.jobs.metrics.RecordingReporter;
import dev.anicut.jobs.metrics.RecordingReporter.Registered;
import dev.anicut.llmdouble.LlmDouble;
import dev.anicut.llmdouble.LlmDoubleConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run with every step in it registers, against the metrics page and the files for Prometheus and Grafana. */
class MetricsITCase {
    private static Set<Registered> registered;

    @BeforeAll
    static void run(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("a.jsonl"), "{\"id\":\"a\",\"text\":\"Canal 1 feeds village 1.\"}\n{broken\n");
        try (TestTopic topic = TestTopic.create("metrics", 1);
                LlmDouble llm = LlmDouble.start(LlmDoubleConfig.defaults())) {
            topic.send("b", "{\"id\":\"b\",\"text\":\"Canal 2 feeds village 2.\"}");
            topic.flush();
            Backfills.Result result = new Backfills(folder.resolve("home"))
                    .ingest(
                            "--source.path",
                            file.toString(),
                            "--kafka.bootstrap",
                            SharedKafka.bootstrap(),
                            "--kafka.topic",
                            topic.name(),
                            "--kafka.start",
                            "earliest",
                            "--kafka.bounded",
                            "true",
                            "--run.checkpoint-interval",
                            "500 ms",
                            "--enrich.llm.url",
                            llm.url(),
                            "--enrich.llm.model",
                            LlmDoubleConfig.MODEL,
                            "--flink.metrics.reporter.recording.factory.class",
                            RecordingReporter.class.getName());
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.count("ingested")).isEqualTo(2);
        }
        registered = RecordingReporter.registered();
    }

    @Test
    void thePageNamesEachMetricOfOursWithItsTypeAndSteps() throws Exception {
        Set<String> steps = registered.stream()
                .map(Registered::operator)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        assertThat(MetricsPage.rows(steps))
                .containsExactlyInAnyOrderElementsOf(
                        MetricsPage.rows(registered.stream().filter(Registered::ours)));
    }

    @Test
    void alertsAndDashboardNameOnlyWhatThereIs() throws Exception {
        Set<String> names = new TreeSet<>();
        for (Registered metric : registered) {
            names.add(metric.name());
            if (metric.type().equals("histogram")) {
                names.add(metric.name() + "_count");
            }
        }
        try (Stream<Path> files = Files.walk(MetricNames.FLINK_CONF)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(names).as(file.toString()).containsAll(MetricNames.in(file));
            }
        }
        assertThat(MetricNames.in(MetricNames.FLINK_CONF.resolve("alerts.yml"))).hasSizeGreaterThan(8);
    }
}
