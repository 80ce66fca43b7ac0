package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anicut.llmdouble.LlmDouble;
import dev.anicut.llmdouble.LlmDoubleConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whole jobs, without embedding, that ask a double of a language model, which counts what would have been paid. */
final class EnrichBackfills implements AutoCloseable {
    /** Documents where many are needed, with {@code -Danicut.test.documents}: then what is measured is printed too. */
    static final Integer MANY = Integer.getInteger("anicut.test.documents");

    final LlmDouble llm;
    final Backfills backfills;
    private final Path folder;

    EnrichBackfills(Path folder, LlmDoubleConfig config) throws IOException {
        this.folder = folder;
        this.llm = LlmDouble.start(config);
        this.backfills = new Backfills(folder.resolve("home"));
    }

    static int manyOr(int few) {
        return MANY == null ? few : MANY;
    }

    static void print(String format, Object... arguments) {
        if (MANY != null) {
            System.out.printf(Locale.ROOT, "enrichment: " + format + "%n", arguments);
        }
    }

    Path documents(int count) throws IOException {
        return documents(count, "");
    }

    Path documents(int count, String more) throws IOException {
        Path input = Files.createDirectories(folder.resolve("input-" + count)).resolve("a.jsonl");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(document("doc-" + i, text(i) + more));
        }
        return Files.write(input, lines);
    }

    static String text(int number) {
        return "Canal " + number + " waters the fields of village " + number + ". Its gate stands open until noon.";
    }

    static void add(Path input, String id, String text) throws IOException {
        Files.writeString(input, document(id, text) + "\n", StandardOpenOption.APPEND);
    }

    private static String document(String id, String text) {
        return "{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}";
    }

    /** A file of one's own question. */
    String prompt(String instructions) throws IOException {
        return Files.writeString(
                        folder.resolve("prompt.yaml"),
                        "instructions: " + instructions + "\n"
                                + "schema: {type: object, properties: {about: {type: string}}, required: [about]}\n")
                .toString();
    }

    Backfills.Result run(Path input, String... more) {
        return backfills.backfill(arguments(input, more));
    }

    String[] arguments(Path input, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--source.path", input.toString()));
        arguments.addAll(Backfills.unlessGiven(model(), List.of(more)));
        return arguments.toArray(String[]::new);
    }

    List<String> model() {
        return List.of(
                "--embed.model", "none", "--enrich.llm.url", llm.url(), "--enrich.llm.model", LlmDoubleConfig.MODEL);
    }

    /** What the summary says of the enrichment, of a run that came to its end. */
    JsonNode enrichment(Path input, String... more) throws IOException {
        return enrichment(run(input, more));
    }

    static JsonNode enrichment(Backfills.Result result) throws IOException {
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.ledger().get("enrichment");
    }

    List<String> select(String sql) throws Exception {
        return backfills.select(sql);
    }

    @Override
    public void close() throws IOException {
        llm.close();
    }
}
