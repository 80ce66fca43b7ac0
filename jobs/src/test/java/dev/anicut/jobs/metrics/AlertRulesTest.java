package dev.anicut.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The alert rules: by Prometheus' own tool where it is installed, and that nobody is left alone with one. */
class AlertRulesTest {
    private static List<String> alerts() throws IOException {
        List<String> names = new ArrayList<>();
        JsonNode rules = new YAMLMapper()
                .readTree(MetricNames.FLINK_CONF.resolve("alerts.yml").toFile());
        rules.findValues("alert").forEach(name -> names.add(name.asText()));
        assertThat(names).isNotEmpty();
        return names;
    }

    @Test
    void eachHasASectionThatSaysWhatToDo() throws IOException {
        List<String> page = Files.readAllLines(Path.of("..", "docs", "operations.md"));
        assertThat(alerts()).allSatisfy(name -> assertThat(page).contains("### " + name));
    }

    @Test
    void eachHasTestsOfFiringAndOfSilence() throws IOException {
        JsonNode tests = new YAMLMapper()
                .readTree(MetricNames.FLINK_CONF.resolve("alerts-test.yml").toFile());
        List<String> firing = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (JsonNode cases : tests.findValues("alert_rule_test")) {
            for (JsonNode test : cases) {
                (test.get("exp_alerts").isEmpty() ? silent : firing)
                        .add(test.get("alertname").asText());
            }
        }
        assertThat(firing).containsAll(alerts());
        assertThat(silent).containsAll(alerts());
    }

    @Test
    void promtoolTakesThemAndTheirTestsPass() throws Exception {
        promtool("check", "config", "prometheus.yml");
        promtool("test", "rules", "alerts-test.yml");
    }

    private static void promtool(String... arguments) throws Exception {
        Optional<File> tool = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, "promtool"))
                .filter(File::canExecute)
                .findFirst();
        assumeThat(tool).as("promtool is not installed").isPresent();
        List<String> command = new ArrayList<>(List.of(tool.orElseThrow().getPath()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(MetricNames.FLINK_CONF.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
