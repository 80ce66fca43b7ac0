package dev.anicut.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The Grafana dashboard. Its queries run where {@code .ci/prometheus} has a Prometheus that scraped a run. */
class DashboardTest {
    private static final String PROMETHEUS = "anicut.test.prometheus";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+(e[+-]?[0-9]+)?");

    private record Query(String panel, String expression) {}

    private static JsonNode dashboard() throws Exception {
        return new ObjectMapper()
                .readTree(MetricNames.FLINK_CONF.resolve("grafana/anicut.json").toFile());
    }

    private static List<Query> queries() throws Exception {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : dashboard().get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.get("title").asText(), target.get("expr").asText()));
            }
        }
        return queries;
    }

    @Test
    void everyPanelAsksForSomethingOfTheChosenRunOrOfTheProcesses() throws Exception {
        for (JsonNode panel : dashboard().get("panels")) {
            if (!panel.get("type").asText().equals("row")) {
                assertThat(panel.get("targets")).as(panel.get("title").asText()).isNotEmpty();
            }
        }
        assertThat(queries()).hasSizeGreaterThan(50).allSatisfy(query -> assertThat(query.expression())
                .containsAnyOf("{job_name=~\"$run\"", "_Status_", "numRunningJobs"));
    }

    @Test
    @EnabledIfSystemProperty(
            named = PROMETHEUS,
            matches = "http.*",
            disabledReason = ".ci/prometheus runs the dashboard's queries where prometheus is installed")
    void everyQueryFindsNumbers() throws Exception {
        List<Query> empty = new ArrayList<>();
        for (Query query : queries()) {
            String expression = query.expression().replace("$run", ".*").replace("$__rate_interval", "30s");
            if (!findsNumbers(expression)) {
                empty.add(query);
            }
        }
        assertThat(empty).isEmpty();
    }

    private static boolean findsNumbers(String expression) throws Exception {
        long now = Instant.now().getEpochSecond();
        URI uri = URI.create(System.getProperty(PROMETHEUS) + "/api/v1/query_range?step=5&start=" + (now - 3600)
                + "&end=" + now + "&query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as(expression + ": " + response.body())
                .isEqualTo(200);
        for (JsonNode series : new ObjectMapper().readTree(response.body()).at("/data/result")) {
            for (JsonNode sample : series.get("values")) {
                // the others are NaN and +Inf
                if (NUMBER.matcher(sample.get(1).asText()).matches()) {
                    return true;
                }
            }
        }
        return false;
    }
}
