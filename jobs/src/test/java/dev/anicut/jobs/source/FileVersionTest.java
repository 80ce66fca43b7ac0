package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileVersionTest {
    private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");

    private static FileVersion version(String given, String byDefault) {
        Configuration config = new Configuration();
        if (given != null) {
            config.set(SourceOptions.VERSION, given);
        }
        return FileVersion.from(config, byDefault, START);
    }

    @Test
    void theCommandSaysWhatTheDefaultIs() {
        assertThat(version(null, "run-start")).isEqualTo(FileVersion.at(START));
        assertThat(version(null, "modified")).isEqualTo(FileVersion.MODIFIED);
        assertThat(version("run-start", "modified")).isEqualTo(FileVersion.at(START));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00+02:00, 2026-01-31T10:00:00Z",
        "2026-01-31, 2026-01-31T00:00:00Z"
    })
    void takesATime(String given, Instant time) {
        assertThat(version(given, "modified")).isEqualTo(FileVersion.at(time));
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "2026-01-31T12:00:00", "2026-13-01"})
    void refusesAnythingElse(String given) {
        assertThatThrownBy(() -> version(given, "modified"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(
                        "source.version: '" + given + "' given, expected run-start, modified, or a time");
    }

    @Test
    void recordsCarryTheTimeTheirFileWasModified(@TempDir Path folder) throws IOException {
        Path older = Reading.write(folder.resolve("a.jsonl"), "{}\n{}\n");
        Path newer = Reading.write(folder.resolve("b.txt"), "text");
        Files.setLastModifiedTime(older, FileTime.fromMillis(1_000));
        Files.setLastModifiedTime(newer, FileTime.fromMillis(2_000));

        SourceConfig config = Reading.config(folder);
        assertThat(Reading.read(Reading.splits(config), config, FileVersion.MODIFIED))
                .extracting(record -> record.sequence().version())
                .containsExactly(1_000L, 1_000L, 2_000L);
    }
}
