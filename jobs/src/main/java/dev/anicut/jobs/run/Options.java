package dev.anicut.jobs.run;

import dev.anicut.jobs.kafka.KafkaSourceOptions;
import dev.anicut.jobs.settings.OptionCatalog;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.jobs.settings.UnknownOption;
import dev.anicut.jobs.source.SourceOptions;
import dev.anicut.operators.batch.BatchOptions;
import dev.anicut.operators.chunk.ChunkOptions;
import dev.anicut.operators.dedup.DedupOptions;
import dev.anicut.operators.embed.EmbedOptions;
import dev.anicut.operators.enrich.EnrichOptions;
import dev.anicut.operators.parse.ClaimOptions;
import dev.anicut.operators.parse.FieldOptions;
import dev.anicut.operators.parse.ParseOptions;
import dev.anicut.sinks.kafka.KafkaEventsOptions;
import dev.anicut.sinks.kafka.KafkaOptions;
import dev.anicut.sinks.postgres.CollectOptions;
import dev.anicut.sinks.postgres.IndexOptions;
import dev.anicut.sinks.postgres.PostgresOptions;
import dev.anicut.sinks.postgres.RedriveOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The options that each command takes. */
public final class Options {
    /** All there are, as the configuration page lists them. */
    public static final OptionCatalog ALL = OptionCatalog.of(
            RunOptions.class,
            SourceOptions.class,
            FieldOptions.class,
            ClaimOptions.class,
            ParseOptions.class,
            DedupOptions.class,
            ChunkOptions.class,
            BatchOptions.class,
            EmbedOptions.class,
            EnrichOptions.class,
            PostgresOptions.class,
            IndexOptions.class,
            KafkaOptions.class,
            KafkaSourceOptions.class,
            KafkaEventsOptions.class,
            CollectOptions.class,
            RedriveOptions.class,
            CommandOptions.class);

    private static final OptionCatalog JOBS = OptionCatalog.of(
            RunOptions.class,
            SourceOptions.class,
            FieldOptions.class,
            ClaimOptions.class,
            ParseOptions.class,
            DedupOptions.class,
            ChunkOptions.class,
            BatchOptions.class,
            EmbedOptions.class,
            EnrichOptions.class,
            PostgresOptions.class,
            IndexOptions.class,
            KafkaOptions.class,
            KafkaEventsOptions.class);

    private static final OptionCatalog STORED = OptionCatalog.of(RunOptions.class, PostgresOptions.class);

    private static final OptionCatalog CLUSTER = OptionCatalog.of(RunOptions.class);

    private static final Map<String, OptionCatalog> COMMANDS = commands();

    /** How to reach a database, and nothing else. */
    static final OptionCatalog POSTGRES = OptionCatalog.of(PostgresOptions.class);

    private Options() {}

    private static Map<String, OptionCatalog> commands() {
        Map<String, OptionCatalog> commands = new LinkedHashMap<>();
        OptionCatalog ingest = JOBS.and(KafkaSourceOptions.class);
        commands.put("backfill", JOBS);
        commands.put("ingest", ingest);
        // settings of inputs say nothing there; they are what one gives to the run whose letters these are
        commands.put("redrive", ingest.and(RedriveOptions.class).and(CommandOptions.DRY_RUN));
        // the filters of a redrive, so that it takes what was listed
        commands.put("letters", STORED.and(RedriveOptions.class).and(CommandOptions.LIMIT));
        commands.put("collect", STORED.and(CollectOptions.class).and(CommandOptions.DRY_RUN));
        commands.put("index", STORED.and(EmbedOptions.class, IndexOptions.class).and(CommandOptions.DROP));
        commands.put("migrate", STORED);
        commands.put("search", STORED.and(EmbedOptions.class).and(CommandOptions.LIMIT, CommandOptions.QUERIES));
        commands.put("list", CLUSTER);
        commands.put("status", CLUSTER);
        commands.put("stop", CLUSTER.and(CommandOptions.SAVEPOINT_DIR));
        commands.put("cancel", CLUSTER);
        return commands;
    }

    /** The names of all commands. */
    static Set<String> commandNames() {
        return COMMANDS.keySet();
    }

    /** What a command takes, which says of other options whose they are. */
    static OptionCatalog of(String command) {
        return COMMANDS.get(command).among(ALL, (key, taken) -> UnknownOption.of(command, key, COMMANDS));
    }
}
