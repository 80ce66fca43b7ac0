package dev.anicut.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.datasets.GenerateDocuments;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Generated documents, made in a process of their own. */
final class Generator {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Generator() {}

    /** Writes documents to a directory and returns the generator's summary of them. */
    static JsonNode generate(Path directory, int documents, String... more) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("--output", directory.toString(), "--documents", Integer.toString(documents)));
        arguments.addAll(List.of(more));
        Path log = Path.of(directory + ".log");
        Process process = Jvm.start(GenerateDocuments.class, List.of("-Xmx256m"), arguments, log);
        JsonNode summary = JSON.readTree(process.getInputStream());
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the generator failed: " + Files.readString(log));
        }
        return summary;
    }

    /** Texts of documents, no two the same. */
    static List<String> distinctTexts(Path directory, int count, int words, Predicate<String> wanted)
            throws IOException, InterruptedException {
        generate(
                directory,
                count + count / 4 + 20,
                "--words",
                Integer.toString(words),
                "--duplicates",
                "0",
                "--repeated-paragraphs",
                "0");
        Set<String> texts = new LinkedHashSet<>();
        try (Stream<Path> shards = Files.list(directory)) {
            for (Path shard : shards.sorted().toList()) {
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(shard)), StandardCharsets.UTF_8))) {
                    lines.lines().map(Generator::text).filter(wanted).forEach(texts::add);
                }
            }
        }
        if (texts.size() < count) {
            throw new IllegalStateException("of " + count + " texts only " + texts.size() + " are as wanted");
        }
        return List.copyOf(texts).subList(0, count);
    }

    private static String text(String line) {
        try {
            return JSON.readTree(line).get("text").asText();
        } catch (IOException e) {
            throw new IllegalStateException("the generator wrote no JSON: " + line, e);
        }
    }
}
