package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.sinks.postgres.Collection;
import dev.anicut.sinks.postgres.Collector;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One collection of content that no document points to any more. */
public final class Collect implements Command {
    private final List<String> arguments;
    private final Map<String, String> environment;

    public Collect(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public void run() throws Exception {
        Settings settings = Settings.parse(arguments, Options.COLLECT, environment);
        RunConfig run = RunConfig.from(settings.configuration());
        Duration grace = settings.configuration().get(CollectOptions.GRACE);
        if (grace.isNegative()) {
            throw new InvalidSettingException(
                    CollectOptions.GRACE.key(), grace.toString(), "a duration of 0 or more, such as 1 d");
        }
        boolean dryRun = settings.configuration().get(CollectOptions.DRY_RUN);
        try (Database database = Database.open(run, settings.configuration());
                Collector collector = new Collector(database.config(), grace)) {
            Collection collection = dryRun ? collector.dryRun() : collector.collect();
            System.out.println(run.isJson() ? json(collection, dryRun) : text(collection, dryRun));
        }
    }

    private static String json(Collection collection, boolean dryRun) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("dry_run", dryRun);
        node.put("marked", collection.marked());
        node.put("contents", collection.contents());
        node.put("chunks", collection.chunks());
        node.put("embeddings", collection.embeddings());
        return node.toString();
    }

    private static String text(Collection collection, boolean dryRun) {
        return String.format(
                Locale.ROOT,
                "%s %,d contents, %,d loose chunks and %,d vectors; %s %,d contents that nothing points to any more",
                dryRun ? "would take away" : "took away",
                collection.contents(),
                collection.chunks(),
                collection.embeddings(),
                dryRun ? "would mark" : "marked",
                collection.marked());
    }
}
