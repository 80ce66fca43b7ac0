package dev.anicut.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateOptionsTest {

    @Test
    void hasDefaultsThatTheUsageTextNames() {
        GenerateOptions options = GenerateOptions.parse("--output", "out", "--threads", "3");
        assertThat(options)
                .isEqualTo(new GenerateOptions(10_000, 8, 1, 0.10, 0.20, 0, 0, 0, 150, 3, Path.of("out"), false));
    }

    @Test
    void readsEveryOption() {
        String line = "--documents 500 --shards 4 --seed -7 --duplicates 0.2 --repeated-paragraphs 0.3 --repeats 0.04"
                + " --changed 0.05 --invalid 0.06 --words 40 --threads 2 --output out --force";
        assertThat(GenerateOptions.parse(line.split(" ")))
                .isEqualTo(new GenerateOptions(500, 4, -7, 0.2, 0.3, 0.04, 0.05, 0.06, 40, 2, Path.of("out"), true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --documents 0               | --documents: '0' given, expected a whole number from 1 to 99999999
            --documents ten             | --documents: 'ten' given, expected a whole number from 1 to 99999999
            --documents 4 --shards 5    | --shards: '5' given, expected a whole number from 1 to 4
            --seed 1.5                  | --seed: '1.5' given
            --duplicates 1.1            | --duplicates: '1.1' given, expected a share from 0 to 0.9
            --duplicates NaN            | --duplicates: 'NaN' given, expected a share from 0 to 0.9
            --invalid -0.1              | --invalid: '-0.1' given, expected a share from 0 to 0.9
            --words 3                   | --words: '3' given, expected a whole number from 20 to 100000
            --duplicates 0.5 --changed 0.5 | '1.00 together' given, expected a sum of at most 0.9
            --document 5                | unknown option '--document': expected --documents, --shards
            --words                     | --words is missing: expected a value behind it
            --words --force             | --words is missing: expected a value behind it
            """)
    void refusesInOneLine(String arguments, String complaint) {
        String[] all = ("--output out " + arguments).split(" ");
        assertThatThrownBy(() -> GenerateOptions.parse(all))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(complaint)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }

    @Test
    void needsAnOutput() {
        assertThatThrownBy(() -> GenerateOptions.parse("--documents", "5"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("--output is missing: expected a directory, new or empty");
    }
}
