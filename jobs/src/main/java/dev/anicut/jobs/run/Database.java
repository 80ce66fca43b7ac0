package dev.anicut.jobs.run;

import dev.anicut.embedded.EmbeddedPostgres;
import dev.anicut.jobs.PipelineConfig;
import dev.anicut.jobs.Storage;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.operators.deadletter.DeadLetters;
import dev.anicut.sinks.postgres.Migrations;
import dev.anicut.sinks.postgres.PostgresConfig;
import dev.anicut.sinks.postgres.PostgresOptions;
import dev.anicut.sinks.postgres.PostgresStorage;
import java.sql.SQLException;
import org.apache.flink.configuration.Configuration;

/** The database of a command: the user's own, or an embedded one that is started here; its schema is up to date. */
final class Database implements AutoCloseable {
    private final PostgresConfig config;
    private final AutoCloseable server;

    private Database(PostgresConfig config, AutoCloseable server) {
        this.config = config;
        this.server = server;
    }

    static Database open(RunConfig run, Configuration configuration) throws SQLException {
        if (configuration.getOptional(PostgresOptions.URL).isPresent()) {
            PostgresConfig config = PostgresConfig.from(configuration);
            config.check();
            Migrations.run(config);
            return new Database(config, () -> {});
        }
        if (!run.isLocal()) {
            throw new InvalidSettingException(
                    PostgresOptions.URL.key(), null, "a cluster needs a PostgreSQL that its TaskManagers can reach");
        }
        EmbeddedPostgres server = EmbeddedPostgres.start(run.home().resolve("postgres"));
        try {
            Configuration local = new Configuration(configuration);
            local.set(PostgresOptions.URL, server.jdbcUrl());
            local.set(PostgresOptions.USER, server.user());
            local.set(PostgresOptions.PASSWORD, server.password());
            PostgresConfig config = PostgresConfig.from(local);
            Migrations.run(config);
            return new Database(config, server);
        } catch (SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    PostgresConfig config() {
        return config;
    }

    /** The store of a pipeline. */
    Storage storage(PipelineConfig pipeline) {
        PostgresStorage postgres = new PostgresStorage(
                config,
                pipeline.runId(),
                pipeline.model(),
                pipeline.chunkerVersion(),
                pipeline.embed().isNone(),
                DeadLetters.TAG);
        return new Storage(
                postgres.documentMemory(),
                postgres.vectorMemory(),
                postgres.chunkWriter(),
                postgres.documentWriter(),
                postgres.deadLetterSink(),
                postgres.runSink());
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
