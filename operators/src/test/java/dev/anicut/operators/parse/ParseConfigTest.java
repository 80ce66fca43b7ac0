package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParseConfigTest {

    @Test
    void hasItsDefaults() {
        assertThat(Records.config())
                .isEqualTo(new ParseConfig(
                        new FieldMapping(
                                "id", "title", "text", "uri", false, new ArrayList<>(List.of("metadata")), null),
                        Duration.ofSeconds(30),
                        256,
                        64 << 20,
                        10_000_000,
                        400,
                        100,
                        10_000,
                        64 << 10,
                        new AllowedRoots(new ArrayList<>(), new ArrayList<>())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source.allowed-roots|data",
                "source.allowed-roots|/",
                "source.allowed-roots|file:///",
                "source.allowed-roots|/data/../etc",
                "source.allowed-roots|/data,",
                "source.allowed-roots|https://example.org/files",
                "source.allowed-roots|HTTP://example.org",
                "source.allowed-roots|s3://bucket/a/../b",
                "source.allowed-roots|s3:bucket",
                "parse.timeout|soon",
                "parse.timeout|0 s",
                "parse.memory|1 mb",
                "parse.max-bytes|3 gb",
                "parse.max-bytes|-1",
                "parse.max-characters|0",
                "parse.max-characters|many",
                "parse.max-depth|501",
                "parse.max-embedded|-1",
                "parse.recycle-after|0",
                "parse.max-payload|1 tb",
                "source.field.text|a..b",
                "source.field.id|.",
                "source.field.version|.x"
            })
    void namesTheSettingThatCannotBeUsed(String key, String value) {
        assertThatThrownBy(() -> Records.config(key, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("'" + value + "'")
                .hasMessageContaining("given, expected ");
    }
}
