package dev.anicut.jobs.run;

import dev.anicut.jobs.kafka.KafkaSourceOptions;
import dev.anicut.jobs.settings.OptionCatalog;
import dev.anicut.jobs.settings.RunOptions;
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

    static final OptionCatalog BACKFILL = OptionCatalog.of(
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

    static final OptionCatalog INGEST = BACKFILL.and(KafkaSourceOptions.class);

    static final OptionCatalog SEARCH =
            OptionCatalog.of(RunOptions.class, EmbedOptions.class, PostgresOptions.class, CommandOptions.class);

    static final OptionCatalog COLLECT =
            OptionCatalog.of(RunOptions.class, PostgresOptions.class, CollectOptions.class, CommandOptions.class);

    static final OptionCatalog OPERATE = OptionCatalog.of(RunOptions.class, CommandOptions.class);

    static final OptionCatalog INDEX = OptionCatalog.of(
            RunOptions.class, EmbedOptions.class, PostgresOptions.class, IndexOptions.class, CommandOptions.class);

    static final OptionCatalog MIGRATE = OptionCatalog.of(RunOptions.class, PostgresOptions.class);

    static final OptionCatalog POSTGRES = OptionCatalog.of(PostgresOptions.class);

    /** Settings of inputs are taken and say nothing: one file may serve all commands. */
    static final OptionCatalog REDRIVE = INGEST.and(RedriveOptions.class, CommandOptions.class);

    /** The filters of a redrive, so that it takes what was listed. */
    static final OptionCatalog LETTERS =
            OptionCatalog.of(RunOptions.class, PostgresOptions.class, RedriveOptions.class, CommandOptions.class);

    private Options() {}
}
