package dev.anicut.jobs.run;

import dev.anicut.embedded.EmbeddedPostgres;
import dev.anicut.embedded.EmbeddedPostgresException;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.sinks.postgres.PostgresConfig;
import dev.anicut.sinks.postgres.PostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.flink.configuration.Configuration;

/**
 * The embedded PostgreSQL under {@code run.home}. The one class that knows of it: the job jar for a cluster has no embedded
 * server, and the JVM asks for what a class catches as soon as it verifies the class.
 */
final class LocalDatabase {
    private LocalDatabase() {}

    /** A database whose server ends with it, unless others use it. */
    static Database start(RunConfig run, Configuration configuration) {
        requireWritable(run);
        EmbeddedPostgres server = server(run);
        try {
            Configuration local = new Configuration(configuration);
            local.set(PostgresOptions.URL, server.jdbcUrl());
            local.set(PostgresOptions.USER, server.user());
            local.set(PostgresOptions.PASSWORD, server.password());
            return new Database(PostgresConfig.from(local), server::close);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void requireWritable(RunConfig run) {
        try {
            Files.createDirectories(run.home());
            Files.delete(Files.createTempFile(run.home(), "writable", null));
        } catch (IOException e) {
            if (FullDisk.isTold(e)) {
                throw FullDisk.noRoom(run);
            }
            throw new InvalidSettingException(
                    RunOptions.HOME.key(), run.home().toString(), "a folder that can be made and written");
        }
    }

    private static EmbeddedPostgres server(RunConfig run) {
        try {
            return EmbeddedPostgres.start(run.home().resolve("postgres"));
        } catch (EmbeddedPostgresException e) {
            throw FullDisk.isTold(e) ? FullDisk.noRoom(run) : e;
        }
    }
}
