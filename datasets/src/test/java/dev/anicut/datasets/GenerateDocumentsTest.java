package dev.anicut.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateDocumentsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHARES =
            "--documents 12000 --shards 5 --duplicates 0.2 --repeats 0.05 --changed 0.08 --invalid 0.03 --words 60";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void makesTheSameBytesWithAnyNumberOfThreads() throws Exception {
        generate(SHARES + " --threads 1", "one");
        generate(SHARES + " --threads 4", "four");
        generate(SHARES + " --threads 4 --seed 2", "other");

        Map<String, byte[]> one = files("one");
        Map<String, byte[]> four = files("four");
        assertThat(one).hasSize(5).containsOnlyKeys(four.keySet());
        one.forEach((name, bytes) -> assertThat(four.get(name)).as(name).isEqualTo(bytes));
        assertThat(files("other").get("documents-00000.jsonl.gz")).isNotEqualTo(one.get("documents-00000.jsonl.gz"));
    }

    @Test
    void makesWhatItSaysThatItMade() throws Exception {
        JsonNode summary = generate(SHARES, "set");
        Tally tally = new Tally(lines("set"));

        assertThat(tally.lines)
                .isEqualTo(12_000)
                .isEqualTo(summary.get("documents").asInt());
        assertThat(tally.invalid).isEqualTo(summary.get("invalid").asInt());
        assertThat(tally.repeats).isEqualTo(summary.get("repeats").asInt());
        assertThat(tally.changed).isEqualTo(summary.get("changed").asInt());
        assertThat(tally.duplicates).isEqualTo(summary.get("duplicates").asInt());
        assertThat(tally.fresh).isEqualTo(summary.get("fresh").asInt());

        JsonNode ledger = summary.get("ledger");
        assertThat(ledger.get("read").asInt())
                .isEqualTo(ledger.get("ingested").asInt()
                        + ledger.get("unchanged").asInt()
                        + ledger.get("duplicate").asInt()
                        + ledger.get("deleted").asInt()
                        + ledger.get("dead_lettered").asInt());
        assertThat(ledger.get("ingested").asInt()).isEqualTo(tally.fresh + tally.changed);
    }

    @Test
    void keepsToTheSharesThatWereAskedFor() throws Exception {
        JsonNode summary = generate(SHARES + " --repeated-paragraphs 0.4", "set");

        assertThat(share(summary, "duplicates", "documents")).isCloseTo(0.2, within(0.015));
        assertThat(share(summary, "repeats", "documents")).isCloseTo(0.05, within(0.01));
        assertThat(share(summary, "changed", "documents")).isCloseTo(0.08, within(0.01));
        assertThat(share(summary, "invalid", "documents")).isCloseTo(0.03, within(0.01));

        Map<String, Integer> uses = new HashMap<>();
        int behindTheFirst = 0;
        Set<String> texts = new HashSet<>(new Tally(lines("set")).texts);
        for (String text : texts) {
            String[] paragraphs = text.split("\n\n", -1);
            for (int i = 1; i < paragraphs.length; i++) {
                if (!paragraphs[i].startsWith("Revised under")) {
                    behindTheFirst++;
                    uses.merge(paragraphs[i], 1, Integer::sum);
                }
            }
        }
        int standing =
                uses.values().stream().filter(n -> n > 3).mapToInt(n -> n).sum();
        assertThat((double) standing / behindTheFirst).isCloseTo(0.4, within(0.04));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 150, 600})
    void keepsToTheMeanLength(int mean) throws Exception {
        generate("--documents 1500 --words " + mean, "set");
        assertThat(new Tally(lines("set"))
                        .texts.stream()
                                .mapToInt(text -> text.split("\\s+").length)
                                .average())
                .hasValueCloseTo((double) mean, within(0.1 * mean));
    }

    @Test
    void refersToDuplicatesAcrossShards() throws Exception {
        generate(SHARES, "set");
        Map<String, String> shardOfText = new HashMap<>();
        int across = 0;
        for (Map.Entry<String, byte[]> file : files("set").entrySet()) {
            for (String text : new Tally(unzip(file.getValue())).texts) {
                String first = shardOfText.putIfAbsent(text, file.getKey());
                across += first == null || first.equals(file.getKey()) ? 0 : 1;
            }
        }
        assertThat(across).isGreaterThan(800);
    }

    @Test
    void makesTheSmallestSets() throws Exception {
        JsonNode summary = generate("--documents 3 --shards 3 --duplicates 0.9", "three");
        assertThat(summary.get("documents").asInt()).isEqualTo(3);
        assertThat(lines("three")).hasSize(3);
    }

    @Test
    void refusesADirectoryThatIsNotEmptyUnlessForced() throws Exception {
        generate("--documents 40 --shards 4", "set");
        Files.writeString(directory.resolve("set/notes.txt"), "mine");

        assertThat(run("--documents 40 --shards 2", "set")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("not empty").contains("--force");
        assertThat(out.size()).isZero();

        assertThat(run("--documents 40 --shards 2 --force", "set")).isZero();
        assertThat(files("set")).containsOnlyKeys("documents-00000.jsonl.gz", "documents-00001.jsonl.gz", "notes.txt");
    }

    @Test
    void refusesWhatItCannotUseInOneLine() {
        assertThat(run("--words 1", "set")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("--words: '1' given, expected a whole number from 20 to 100000");
        assertThat(directory.resolve("set")).doesNotExist();
    }

    @Test
    void refusesAFileAsOutput() throws Exception {
        Files.writeString(directory.resolve("set"), "a file");
        assertThat(run("--words 20", "set")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("is a file, expected a directory");
    }

    private int run(String options, String name) {
        out.reset();
        err.reset();
        String[] arguments = (options + " --output " + directory.resolve(name)).split(" ");
        return GenerateDocuments.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private JsonNode generate(String options, String name) throws IOException {
        assertThat(run(options, name)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return JSON.readTree(out.toByteArray());
    }

    private static double share(JsonNode summary, String part, String whole) {
        return summary.get(part).asDouble() / summary.get(whole).asDouble();
    }

    private Map<String, byte[]> files(String name) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(directory.resolve(name))) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private List<String> lines(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (byte[] file : files(name).values()) {
            lines.addAll(unzip(file));
        }
        return lines;
    }

    private static List<String> unzip(byte[] file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** What a reader finds who knows nothing of the plan. */
    private static final class Tally {
        private final List<String> texts = new ArrayList<>();
        private int lines;
        private int fresh;
        private int duplicates;
        private int repeats;
        private int changed;
        private int invalid;

        Tally(List<String> records) {
            Map<String, String> recordOfId = new HashMap<>();
            Set<String> seen = new HashSet<>();
            for (String line : records) {
                lines++;
                JsonNode json = parse(line);
                if (json == null) {
                    invalid++;
                    continue;
                }
                String id = json.get("id").asText();
                String text = json.get("text").asText();
                texts.add(text);
                String before = recordOfId.put(id, line);
                if (before != null && before.equals(line)) {
                    repeats++;
                } else if (before != null) {
                    assertThat(seen.add(text))
                            .as("a later version's text is new")
                            .isTrue();
                    changed++;
                } else if (!seen.add(text)) {
                    duplicates++;
                } else {
                    fresh++;
                }
            }
        }

        private static JsonNode parse(String line) {
            try {
                JsonNode json = JSON.readTree(line);
                JsonNode text = json.path("text");
                return json.path("id").isTextual()
                                && text.isTextual()
                                && !text.asText().isBlank()
                        ? json
                        : null;
            } catch (IOException e) {
                return null;
            }
        }
    }
}
