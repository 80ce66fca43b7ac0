package dev.anicut.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.jobs.settings.SettingsTest.SomeOptions;
import dev.anicut.model.InvalidSettingException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    private static final OptionCatalog CATALOG = OptionCatalog.of(SomeOptions.class, RunOptions.class);

    private static Map<String, String> parse(String... words) {
        return CommandLine.parse(List.of(words), CATALOG);
    }

    @Test
    void aListTakesSeveralWordsAndMayBeGivenAgain() {
        assertThat(parse("--source.path", "a", "b", "--run.mode=batch", "--source.path=c"))
                .containsOnly(Map.entry("source.path", "a,b,c"), Map.entry("run.mode", "batch"));
    }

    @Test
    void aSwitchNeedsNoValueNorDoesTheRunToResume() {
        assertThat(parse("--run.resume", "--detached"))
                .containsOnly(Map.entry("run.resume", "latest"), Map.entry("detached", "true"));
    }

    @Test
    void aValueMayBeginWithADash() {
        assertThat(parse("--embed.batch-size", "-1", "--postgres.password=--x"))
                .containsOnly(Map.entry("embed.batch-size", "-1"), Map.entry("postgres.password", "--x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --source.path                          | source.path: no value given, expected a value behind --source.path
            --config                               | config: no value given, expected the path of a YAML file behind --config
            --run.parallelism --detached           | run.parallelism: no value given, expected a whole number behind --run.parallelism; one that begins with -- is written --run.parallelism=VALUE
            --run.mode batch fast                  | run.mode: 'batch fast' given, expected one value: quotes hold one with spaces together
            --run.mode=batch fast                  | run.mode: 'batch fast' given, expected one value: quotes hold one with spaces together
            --postgres.password my secret          | postgres.password: '******' given, expected one value: quotes hold one with spaces together
            --run.mode batch --run.mode=fast       | run.mode: given twice, first 'batch' and then 'fast', expected once
            --config a --config b                  | config: given twice, first 'a' and then 'b', expected once
            --postgres.password a --postgres.password b | postgres.password: given twice, first '******' and then '******', expected once
            --kafka.version-field a --source.field.version b | source.field.version: given twice, first 'a' and then 'b', expected once
            --kafka.properties.a x --kafka.properties.a y | kafka.properties.a: given twice, first 'x' and then 'y', expected once
            a --run.mode batch                     | 'a' given where an option was expected: options are written --key value
            -a b                                   | '-a' given where an option was expected: options are written --key value
            -                                      | '-' given where an option was expected: options are written --key value
            --                                     | '--' given where an option was expected: options are written --key value
            --=a                                   | '--=a' given where an option was expected: options are written --key value
            --run.mod                              | 'run.mod' is no option: did you mean run.mode?
            """)
    void refuses(String line, String message) {
        assertThatThrownBy(() -> parse(line.split(" ")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }
}
