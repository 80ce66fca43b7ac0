package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedriveConfigTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private static RedriveConfig config(String key, String value) {
        return RedriveConfig.from(Configuration.fromMap(Map.of(key, value)), NOW, false);
    }

    @Test
    void takesEverythingUnlessTold() {
        assertThat(RedriveConfig.from(new Configuration(), NOW, true))
                .isEqualTo(new RedriveConfig(List.of(), List.of(), null, 5, true));
        assertThat(config("redrive.stage", "parse, Embed").stages()).containsExactly("parse", "embed");
        assertThat(config("redrive.reason", "vanished").reasons()).containsExactly("vanished");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-01-31T00:00:00Z",
        "2026-01-31T12:00:00+01:00, 2026-01-31T11:00:00Z",
        "90 min, 2026-03-02T08:30:00Z",
    })
    void readsTimesAndDurations(String given, Instant since) {
        assertThat(config("redrive.since", given).since()).isEqualTo(since);
    }

    @ParameterizedTest
    @CsvSource({
        "redrive.stage, parsing",
        "redrive.reason, ','",
        "redrive.since, yesterday",
        "redrive.since, 2026-01-31T12:00:00",
        "redrive.max-attempts, 0",
    })
    void refusesTheRest(String key, String value) {
        assertThatThrownBy(() -> config(key, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(key);
    }
}
