package dev.anicut.jobs.run;

import dev.anicut.jobs.PipelineConfig;
import dev.anicut.jobs.Storage;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.operators.deadletter.DeadLetters;
import dev.anicut.operators.enrich.EnrichConfig;
import dev.anicut.operators.enrich.EnrichOptions;
import dev.anicut.sinks.postgres.ChunkBatchWriter;
import dev.anicut.sinks.postgres.DeadLetterSink;
import dev.anicut.sinks.postgres.DocumentWriter;
import dev.anicut.sinks.postgres.EnrichmentBudget;
import dev.anicut.sinks.postgres.EnrichmentRecall;
import dev.anicut.sinks.postgres.Migrations;
import dev.anicut.sinks.postgres.PostgresConfig;
import dev.anicut.sinks.postgres.PostgresDocumentMemory;
import dev.anicut.sinks.postgres.PostgresEnrichmentMemory;
import dev.anicut.sinks.postgres.PostgresOptions;
import dev.anicut.sinks.postgres.PostgresVectorMemory;
import dev.anicut.sinks.postgres.RunSink;
import dev.anicut.sinks.postgres.WriteThroughOperator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** The database of a command: the user's own, or an embedded one that is started here. */
final class Database implements AutoCloseable {
    private final PostgresConfig config;
    private final Runnable server;

    Database(PostgresConfig config, Runnable server) {
        this.config = config;
        this.server = server;
    }

    /** With a schema that is up to date. */
    static Database open(RunConfig run, Configuration configuration) {
        Database database = connect(run, configuration);
        try {
            Migrations.run(database.config());
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Whatever its schema is. */
    static Database connect(RunConfig run, Configuration configuration) {
        if (configuration.getOptional(PostgresOptions.URL).isPresent()) {
            return connect(configuration);
        }
        for (ConfigOption<String> given : List.of(PostgresOptions.USER, PostgresOptions.PASSWORD)) {
            if (configuration.getOptional(given).isPresent()) {
                throw new InvalidSettingException(given.key() + ": given without " + PostgresOptions.URL.key()
                        + ", which names the server that it is for");
            }
        }
        Optional<Configuration> service = ServiceDatabase.find(configuration, System.getenv());
        if (service.isPresent()) {
            return connect(service.get());
        }
        if (!run.isLocal()) {
            // an embedded server ends with its command, and a cluster's job does not
            throw new InvalidSettingException(
                    PostgresOptions.URL.key(),
                    null,
                    "a PostgreSQL that the cluster's TaskManagers can reach, your own or that of"
                            + " scripts/stack.sh up postgres");
        }
        return LocalDatabase.start(run, configuration);
    }

    private static Database connect(Configuration configuration) {
        PostgresConfig config = PostgresConfig.from(configuration);
        config.check();
        return new Database(config, () -> {});
    }

    PostgresConfig config() {
        return config;
    }

    /** The store of a pipeline. */
    Storage storage(PipelineConfig pipeline) {
        String model = pipeline.model();
        String chunkerVersion = pipeline.chunkerVersion();
        return new Storage(
                PostgresDocumentMemory.factory(config, model, chunkerVersion, recall(pipeline.enrich())),
                PostgresVectorMemory.factory(config, model),
                PostgresEnrichmentMemory.factory(config, pipeline.runId(), budget(pipeline.enrich())),
                new WriteThroughOperator<>(new ChunkBatchWriter(model), config, config.batchRows(), DeadLetters.TAG),
                config.batchRows(),
                new WriteThroughOperator<>(
                        new DocumentWriter(
                                pipeline.runId(),
                                model,
                                chunkerVersion,
                                // what dedup's state outlasts
                                pipeline.dedup().ttl()),
                        config,
                        config.batchRows(),
                        DeadLetters.TAG),
                DeadLetterSink.create(config),
                RunSink.create(config));
    }

    private static EnrichmentRecall recall(EnrichConfig enrich) {
        return new EnrichmentRecall(enrich.promptVersion(), enrich.models(), enrich.retryFailed());
    }

    private static EnrichmentBudget budget(EnrichConfig enrich) {
        return new EnrichmentBudget(
                enrich.budgetCost(), enrich.budgetTokens(), enrich.budgetScope() == EnrichOptions.BudgetScope.RUN);
    }

    @Override
    public void close() {
        server.run();
    }
}
