package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.Settings;
import dev.anicut.sinks.postgres.PostgresOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** The PostgreSQL that {@code scripts/stack.sh up postgres} has started and not stopped. */
final class ServiceDatabase {
    /** The file that says how to reach it, there as long as the server is up: the scripts set the variable. */
    private static final String VARIABLE = "ANICUT_POSTGRES_CONFIG";

    private ServiceDatabase() {}

    /** The configuration with that server's address in it; empty if there is none. */
    static Optional<Configuration> find(Configuration configuration, Map<String, String> environment) {
        String file = environment.get(VARIABLE);
        if (file == null || !Files.isRegularFile(Path.of(file))) {
            return Optional.empty();
        }
        Configuration found = new Configuration(configuration);
        Configuration service = Settings.parse(List.of("--config", file), Options.POSTGRES, environment)
                .configuration();
        found.set(PostgresOptions.URL, service.get(PostgresOptions.URL));
        found.set(PostgresOptions.USER, service.get(PostgresOptions.USER));
        found.set(PostgresOptions.PASSWORD, service.get(PostgresOptions.PASSWORD));
        System.err.println("anicut: PostgreSQL of scripts/stack.sh, " + service.get(PostgresOptions.URL));
        return Optional.of(found);
    }
}
