package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new user does first: the sample goes in, and questions find what they should. */
class SampleITCase {
    private static final Path DATASETS = Path.of("..", "datasets");

    @Test
    void theSampleEndsAsItsReadmeSaysAndIsFound(@TempDir Path home) throws Exception {
        Backfills backfills = new Backfills(home);
        Backfills.Result run =
                backfills.backfill("--source.path", DATASETS.resolve("sample").toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        ObjectMapper json = new ObjectMapper();
        JsonNode expected = json.readTree(Files.readString(DATASETS.resolve("sample-ledger.json")));
        JsonNode first = expected.has("first") ? expected.get("first") : expected;
        first.properties()
                .forEach(entry -> assertThat(ledger(run).get(entry.getKey()).asLong())
                        .as(entry.getKey())
                        .isEqualTo(entry.getValue().asLong()));

        List<String> arguments = backfills.databaseArguments(
                "--queries", DATASETS.resolve("sample-queries.tsv").toString(), "--limit", "3");
        Backfills.Result search =
                Backfills.captured(() -> Command.exitCode(new SearchDocuments(arguments, backfills.environment())));
        assertThat(search.exitCode()).as(search.err()).isZero();
        Map<String, String> best = new HashMap<>();
        Files.readAllLines(DATASETS.resolve("sample-expected.tsv"))
                .forEach(line -> best.put(line.split("\t")[0], line.split("\t")[1]));
        List<String> missed = new ArrayList<>();
        for (String line : search.out().lines().toList()) {
            JsonNode answer = json.readTree(line);
            String wanted = best.remove(answer.get("query_id").asText());
            if (!answer.get("hits").findValuesAsText("document_id").contains(wanted)) {
                missed.add(line);
            }
        }
        assertThat(best).as("questions without an answer").isEmpty();
        assertThat(missed)
                .as("questions whose document is not among the first three")
                .isEmpty();
    }

    private static JsonNode ledger(Backfills.Result run) {
        try {
            return run.ledger();
        } catch (IOException e) {
            throw new AssertionError(run.out(), e);
        }
    }
}
