package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            backfill | kafka.topic  | 'kafka.topic' is not an option of backfill, but of ingest, redrive
            backfill | kafka.topics | 'kafka.topics' is not an option of backfill: did you mean kafka.topic, an option of ingest, redrive?
            backfill | dry-run      | 'dry-run' is not an option of backfill, but of redrive, collect
            collect  | queries      | 'queries' is not an option of collect, but of search
            cancel   | savepoint-dir | 'savepoint-dir' is not an option of cancel, but of stop
            index    | dorp         | 'dorp' is not an option of index: did you mean drop?
            migrate  | postgres.password:hush | 'postgres.password:…' is not an option of migrate: did you mean postgres.password?
            list     | zzzzzzzzz    | 'zzzzzzzzz' is not an option of list: docs/configuration.md lists the options
            """)
    void whatACommandDoesNotTakeIsSaidToBeAnothers(String command, String key, String message) {
        assertThatThrownBy(() -> Settings.parse(List.of("--" + key, "x"), Options.of(command), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }

    @Test
    void oneFileServesAllCommands(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.yaml"),
                """
                postgres.url: jdbc:postgresql://db/search
                source.path: docs
                kafka.topic: notices
                enrich.llm.key: ${env:NOT_SET}
                collect.grace: 3 d
                flink.web.timeout: 1
                """);
        for (String command : List.of("search", "letters", "collect", "list")) {
            Settings settings = Settings.parse(List.of("--config", file.toString()), Options.of(command), Map.of());

            assertThat(settings.given())
                    .as(command)
                    .containsKey("flink.web.timeout")
                    .doesNotContainKeys("source.path", "enrich.llm.key");
            assertThat(settings.given().containsKey("collect.grace")).isEqualTo(command.equals("collect"));
        }

        Files.writeString(file, "collect.grace: 3 d\ncolect.grace: 3 d\n");
        assertThatThrownBy(() -> Settings.parse(List.of("--config", file.toString()), Options.of("backfill"), Map.of()))
                .hasMessage(
                        "'colect.grace' is no option: did you mean collect.grace? (line 2, column 15 of " + file + ")");
    }

    @Test
    void everyOptionIsOneOfSomeCommand() {
        assertThat(Options.ALL.options())
                .extracting(ConfigOption::key)
                .filteredOn(key -> Options.commandNames().stream()
                        .noneMatch(command -> Options.of(command).contains(key)
                                || Options.of(command).contains(key + ".NAME")))
                .isEmpty();
    }
}
