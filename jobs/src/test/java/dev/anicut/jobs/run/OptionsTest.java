package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.InvalidSettingException;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;
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
            list     | zzzzzzzzz    | 'zzzzzzzzz' is not an option of list: docs/configuration.md lists the options
            """)
    void whatACommandDoesNotTakeIsSaidToBeAnothers(String command, String key, String message) {
        assertThatThrownBy(() -> Settings.parse(List.of("--" + key, "x"), Options.of(command), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
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
