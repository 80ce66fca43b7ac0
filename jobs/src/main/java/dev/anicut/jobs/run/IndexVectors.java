package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.EmbedOptions;
import dev.anicut.sinks.postgres.IndexConfig;
import dev.anicut.sinks.postgres.PostgresConfig;
import dev.anicut.sinks.postgres.VectorIndex;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Builds the index over a model's vectors, or takes it away, beside whatever runs. */
public final class IndexVectors implements Command {
    private final List<String> arguments;
    private final Map<String, String> environment;

    public IndexVectors(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public void run() throws Exception {
        Settings settings = Settings.parse(arguments, Options.of("index"), environment);
        RunConfig run = RunConfig.from(settings.configuration()).withoutJob();
        IndexConfig config = IndexConfig.from(settings.configuration());
        EmbedConfig embed = EmbedConfig.from(settings.configuration());
        if (embed.isNone()) {
            throw new InvalidSettingException(
                    EmbedOptions.MODEL.key(), "none", "the model that the documents were embedded with");
        }
        boolean drop = settings.configuration().get(CommandOptions.DROP);
        long start = System.nanoTime();
        try (Database database = Database.open(run, settings.configuration());
                VectorIndex index = new VectorIndex(database.config(), config)) {
            VectorIndex.Result result = drop ? index.drop(embed.modelId()) : index.build(embed.modelId());
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.println(run.isJson() ? json(result, embed.modelId(), seconds) : text(result, seconds));
            System.out.flush();
        }
    }

    /** An index is built behind a bulk load, not during it. The run is done, whatever becomes of the index. */
    static void afterALoad(Settings settings, PostgresConfig database, String model, Console console, Phases phases)
            throws InterruptedException {
        try (VectorIndex index = new VectorIndex(database, IndexConfig.from(settings.configuration()))) {
            if (!index.isDue(model)) {
                return;
            }
            if (index.isOwner()) {
                console.say("building the index over vectors; until it stands, search is exact");
                index.build(model);
                phases.done("index");
            } else {
                console.say("search is exact until the owner of the schema builds the index over vectors by"
                        + " scripts/submit.sh index");
            }
        } catch (SQLException e) {
            console.say("the index over vectors was not built, and scripts/submit.sh index may be tried: "
                    + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static String json(VectorIndex.Result result, String model, double seconds) {
        return new ObjectMapper()
                .createObjectNode()
                .put("model", model)
                .put("result", result.name().toLowerCase(Locale.ROOT))
                .put("seconds", Math.round(seconds * 1000) / 1000.0)
                .toString();
    }

    static String text(VectorIndex.Result result, double seconds) {
        return switch (result) {
            case BUILT -> String.format(Locale.ROOT, "the index is built, in %s", Seconds.exactly(seconds));
            case STOOD -> "the index stood already";
            case DROPPED -> "the index is gone: search is exact until it is built again";
            case NO_PGVECTOR -> "this database has no pgvector: search stays exact";
            case NO_VECTORS -> "this model has no vectors yet";
            case TOO_MANY_DIMENSIONS -> "pgvector indexes vectors of up to 2,000 dimensions: search stays exact";
        };
    }
}
