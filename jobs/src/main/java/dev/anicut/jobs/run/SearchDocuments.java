package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.EmbedOptions;
import dev.anicut.operators.embed.EmbeddingModel;
import dev.anicut.sinks.postgres.Hit;
import dev.anicut.sinks.postgres.Search;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Answers one question, or a file of them, with the passages whose vectors are nearest. */
public final class SearchDocuments implements Command {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PASSAGE_WIDTH = 300;

    private final List<String> arguments;
    private final Map<String, String> environment;

    public SearchDocuments(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    private record Query(String id, String words) {}

    @Override
    public void run() throws Exception {
        List<String> options = new ArrayList<>(arguments);
        StringBuilder words = new StringBuilder();
        while (!options.isEmpty() && !options.get(0).startsWith("--")) {
            words.append(words.isEmpty() ? "" : " ").append(options.remove(0));
        }
        Settings settings = Settings.parse(options, Options.of("search"), environment);
        RunConfig run = RunConfig.from(settings.configuration()).withoutJob();
        int limit = settings.configuration().get(CommandOptions.LIMIT);
        if (limit < 1 || limit > 1000) {
            throw new InvalidSettingException(
                    CommandOptions.LIMIT.key(), Integer.toString(limit), "a number from 1 to 1000");
        }
        EmbedConfig embed = EmbedConfig.from(settings.configuration());
        if (embed.isNone()) {
            throw new InvalidSettingException(
                    EmbedOptions.MODEL.key(), "none", "the model that the documents were embedded with");
        }
        String file =
                settings.configuration().getOptional(CommandOptions.QUERIES).orElse(null);
        if (file == null && words.toString().isBlank()) {
            throw new InvalidSettingException("nothing to search for: give words, or --queries FILE");
        }
        if (file != null && !words.toString().isBlank()) {
            throw InvalidSettingException.unusable(
                    CommandOptions.QUERIES.key(), file, "stands beside words to search for: give one of the two");
        }
        embed.check();
        List<Query> queries = file == null ? List.of(new Query("", words.toString())) : queries(Path.of(file));
        try (Database database = Database.open(run, settings.configuration());
                Search search = new Search(database.config());
                EmbeddingModel model = EmbeddingModel.open(embed)) {
            for (Query query : queries) {
                List<Hit> hits = search.search(model.embedQuery(query.words()), model.id(), limit);
                if (file != null) {
                    ObjectNode line = JSON.createObjectNode().put("query_id", query.id());
                    line.set("hits", array(hits));
                    System.out.println(line);
                } else if (run.isJson()) {
                    System.out.println(array(hits));
                } else {
                    System.out.print(text(hits));
                }
            }
        }
        System.out.flush();
    }

    private static List<Query> queries(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new InvalidSettingException(
                    CommandOptions.QUERIES.key(), file.toString(), "the path of a readable UTF-8 file");
        }
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank()) {
                continue;
            }
            int tab = line.indexOf('\t');
            if (tab < 1 || line.substring(tab).isBlank()) {
                throw new InvalidSettingException(
                        CommandOptions.QUERIES.key(),
                        file + " line " + (i + 1),
                        "lines of an id, a TAB, and the words to search for");
            }
            queries.add(new Query(line.substring(0, tab), line.substring(tab + 1)));
        }
        return queries;
    }

    private static ArrayNode array(List<Hit> hits) {
        ArrayNode array = JSON.createArrayNode();
        for (Hit hit : hits) {
            array.addObject()
                    .put("rank", hit.rank())
                    .put("score", Math.round(hit.score() * 1e6) / 1e6)
                    .put("document_id", hit.documentId())
                    .put("ordinal", hit.ordinal())
                    .put("title", hit.title())
                    .put("text", hit.text());
        }
        return array;
    }

    private static String text(List<Hit> hits) {
        if (hits.isEmpty()) {
            return "nothing found: no document has been embedded with this model yet\n";
        }
        StringBuilder text = new StringBuilder();
        for (Hit hit : hits) {
            String passage = hit.text().strip().replaceAll("\\s+", " ");
            text.append(String.format(
                    Locale.ROOT,
                    "%2d  %.3f  %s%n    %s%n%n",
                    hit.rank(),
                    hit.score(),
                    hit.title() == null || hit.title().equals(hit.documentId())
                            ? hit.documentId()
                            : hit.title() + "  (" + hit.documentId() + ")",
                    passage.length() > PASSAGE_WIDTH ? passage.substring(0, PASSAGE_WIDTH) + "…" : passage));
        }
        return text.toString();
    }
}
