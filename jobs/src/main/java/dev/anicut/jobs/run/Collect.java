package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.sinks.postgres.CollectConfig;
import dev.anicut.sinks.postgres.CollectionReport;
import dev.anicut.sinks.postgres.ContentCollector;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One collection of content that no document points to any more, and of old tombstones. */
public final class Collect implements Command {
    private final List<String> arguments;
    private final Map<String, String> environment;

    public Collect(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public void run() throws Exception {
        Settings settings = Settings.parse(arguments, Options.of("collect"), environment);
        RunConfig run = RunConfig.from(settings.configuration()).withoutJob();
        CollectConfig config = CollectConfig.from(settings.configuration());
        boolean dryRun = settings.configuration().get(CommandOptions.DRY_RUN);
        try (Database database = Database.open(run, settings.configuration());
                ContentCollector collector = new ContentCollector(database.config(), config)) {
            CollectionReport report = dryRun ? collector.preview() : collector.collect();
            System.out.println(run.isJson() ? json(report) : text(report));
        }
    }

    private static String json(CollectionReport report) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("dry_run", report.dryRun());
        node.put("marked", report.marked());
        node.put("contents", report.contents());
        node.put("chunks", report.chunks());
        node.put("embeddings", report.embeddings());
        node.put("tombstones", report.tombstones());
        node.put("bytes", report.bytes());
        return node.toString();
    }

    private static String text(CollectionReport report) {
        return String.format(
                Locale.ROOT,
                "%s %s, %s and %s (%s), and %s; %s %s that nothing points to any more",
                report.dryRun() ? "would take away" : "took away",
                Quantity.of(report.contents(), "content"),
                Quantity.of(report.chunks(), "chunk"),
                Quantity.of(report.embeddings(), "vector"),
                Quantity.ofBytes(report.bytes()),
                Quantity.of(report.tombstones(), "tombstone"),
                report.dryRun() ? "would mark" : "marked",
                Quantity.of(report.marked(), "content"));
    }
}
