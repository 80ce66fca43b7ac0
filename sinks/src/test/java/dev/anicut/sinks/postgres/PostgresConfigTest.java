package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class PostgresConfigTest {

    @Test
    void pinsTheDefaults() {
        Configuration options = new Configuration();
        options.set(PostgresOptions.URL, "jdbc:postgresql://host/db");

        assertThat(PostgresConfig.from(options))
                .isEqualTo(new PostgresConfig(
                        "jdbc:postgresql://host/db",
                        null,
                        null,
                        1000,
                        8 << 20,
                        Duration.ofMillis(500),
                        10,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5)));
        assertThat(CollectConfig.from(options)).isEqualTo(new CollectConfig(Duration.ofDays(7), Duration.ofDays(30)));
    }

    @Test
    void timesOfCollectionAreNotNegative() {
        for (var option : List.of(CollectOptions.GRACE, CollectOptions.TOMBSTONE_RETENTION)) {
            Configuration options = new Configuration();
            options.set(option, Duration.ofSeconds(-1));

            assertThatThrownBy(() -> CollectConfig.from(options))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith(option.key() + ": 'PT-1S' given");
        }
    }
}
