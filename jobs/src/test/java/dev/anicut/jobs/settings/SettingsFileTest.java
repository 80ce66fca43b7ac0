package dev.anicut.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.jobs.settings.SettingsTest.SomeOptions;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    private static final OptionCatalog CATALOG = OptionCatalog.of(SomeOptions.class, RunOptions.class);

    @TempDir
    Path folder;

    private Map<String, String> read(String yaml) throws IOException {
        return SettingsFile.read(Files.writeString(folder.resolve("a.yaml"), yaml), CATALOG);
    }

    @Test
    void valuesAreTakenAsTheyAreWritten() throws IOException {
        assertThat(
                        read(
                                """
                        postgres: {password: 0123}
                        source.path: [a, "b c"]
                        kafka.properties:
                          sasl.jaas.config: |-
                            some.Module
                            required;
                        flink.a: [1, 2]
                        """))
                .containsOnly(
                        Map.entry("postgres.password", "0123"),
                        Map.entry("source.path", "a,b c"),
                        Map.entry("kafka.properties.sasl.jaas.config", "some.Module\nrequired;"),
                        Map.entry("flink.a", "1;2"));
    }

    @Test
    void aSectionWhoseOptionsAreAllCommentedOutIsNoMistake() throws IOException {
        assertThat(read("embed:\n  # batch-size: 7\nrun.mode: batch\n")).containsOnly(Map.entry("run.mode", "batch"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                                     | config: 'FILE' holds no settings
            '# run.mode: batch'                    | config: 'FILE' holds no settings
            words                                  | config: 'FILE' holds a single value, expected keys with values, as in run.parallelism: 4
            - run.mode                             | config: 'FILE' holds a list, expected keys with values, as in run.parallelism: 4
            run:;  mode: batch;   x: 1             | config: 'FILE' is no valid YAML: line 3, column 5: mapping values are not allowed here
            run.mode: batch;---;run.mode: batch    | config: 'FILE' is no valid YAML: line 2, column 1: expected a single document in the stream but found another document
            run.mode: batch;run: {mode: batch}     | run.mode: given twice, expected once (line 2, column 13 of FILE)
            kafka.version-field: a;source.field.version: a | source.field.version: given twice, expected once (line 2, column 23 of FILE)
            run.mode:                              | run.mode: no value given, expected streaming or batch (line 1, column 10 of FILE)
            nosuch:                                | 'nosuch' is no option: docs/configuration.md lists the options (line 1, column 8 of FILE)
            ' ;embed.batchsize: 7'                 | 'embed.batchsize' is no option: did you mean embed.batch-size? (line 2, column 18 of FILE)
            run.mode: {a: b}                       | run.mode: a map given, expected streaming or batch (line 1, column 11 of FILE)
            run.mode: [batch]                      | run.mode: a list given, expected streaming or batch (line 1, column 11 of FILE)
            kafka.properties: [a]                  | 'kafka.properties' is no option: did you mean kafka.properties.NAME? (line 1, column 19 of FILE)
            source: a                              | 'source' is no option: did you mean one of those that begin with source.? (line 1, column 9 of FILE)
            source.path: [a, {b: c}]               | source.path: a map given in a list, expected a value (line 1, column 18 of FILE)
            source.path: [a, ~]                    | source.path: nothing given in a list, expected a value (line 1, column 18 of FILE)
            ? [a];: b                              | a list given for a key, expected a word (line 1, column 3 of FILE)
            run: &a;  x: *a                        | run.x: the alias stands within what it names (line 1, column 6 of FILE)
            """)
    void refuses(String lines, String message) {
        assertThatThrownBy(() -> read(lines.replace(';', '\n')))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message.replace("FILE", folder.resolve("a.yaml").toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*hunter2",
                "!hunter2",
                "!hunter2!x",
                "%hunter2",
                "&hunter2",
                "\"hunter2\\q\"",
                "{hunter2: x, hunter2",
                "'hunter2"
            })
    void aSecretThatLooksLikeYamlIsRefusedAndNotShown(String secret) {
        assertThatThrownBy(() -> read("postgres.password: " + secret + "\n"))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .doesNotContain("hunter2")
                .contains("line ");
    }

    @Test
    void whatIsNoTextFileIsRefused() throws IOException {
        Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, 0});

        assertThatThrownBy(() -> SettingsFile.read(binary, CATALOG))
                .hasMessage("config: '" + binary + "' is no text in UTF-8");
        assertThatThrownBy(() -> SettingsFile.read(folder, CATALOG))
                .hasMessage("config: '" + folder + "' is a folder, expected a YAML file");
        assertThatThrownBy(() -> SettingsFile.read(folder.resolve("none"), CATALOG))
                .hasMessage("config: '" + folder.resolve("none") + "' does not exist");
    }
}
