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
    void theTimeThatDeletionsAreRememberedIsNotNegative() {
        Configuration options = new Configuration().set(CollectOptions.TOMBSTONE_RETENTION, Duration.ofSeconds(-1));

        assertThatThrownBy(() -> CollectConfig.from(options))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("collect.tombstone-retention: '-1 s' given");
    }

    @Test
    void contentThatMayBeOnItsWayIsNotCollected() {
        for (String grace : List.of("0 s", "1 h", "119 min")) {
            Configuration options = new Configuration();
            options.setString(CollectOptions.GRACE.key(), grace);
            assertThatThrownBy(() -> CollectConfig.from(options))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith("collect.grace: '")
                    .hasMessageContaining("given, expected 2 h or more: jobs that are at work or will be resumed");
        }
        Configuration least = new Configuration().set(CollectOptions.GRACE, Duration.ofHours(2));
        assertThat(CollectConfig.from(least).grace()).isEqualTo(Duration.ofHours(2));
    }
}
