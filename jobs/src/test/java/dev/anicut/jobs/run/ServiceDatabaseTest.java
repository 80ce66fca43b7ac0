package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.sinks.postgres.PostgresOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceDatabaseTest {
    @TempDir
    Path folder;

    @Test
    void isFoundWhileItsFileIsThere() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "hidden\n");
        Path file = folder.resolve("connection.yaml");
        Map<String, String> environment = Map.of("ANICUT_POSTGRES_CONFIG", file.toString());
        assertThat(ServiceDatabase.find(new Configuration(), environment)).isEmpty();
        assertThat(ServiceDatabase.find(new Configuration(), Map.of())).isEmpty();

        Files.writeString(
                file,
                "postgres:\n  url: jdbc:postgresql://127.0.0.1:5/anicut\n  user: anicut\n  password: ${file:" + password
                        + "}\n");
        Configuration given = new Configuration();
        given.set(PostgresOptions.BATCH_ROWS, 7);
        Configuration found = ServiceDatabase.find(given, environment).orElseThrow();

        assertThat(found.get(PostgresOptions.URL)).isEqualTo("jdbc:postgresql://127.0.0.1:5/anicut");
        assertThat(found.get(PostgresOptions.USER)).isEqualTo("anicut");
        assertThat(found.get(PostgresOptions.PASSWORD)).isEqualTo("hidden");
        assertThat(found.get(PostgresOptions.BATCH_ROWS)).isEqualTo(7);
    }
}
