package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceConfigTest {
    @Test
    void defaults() {
        assertThat(Reading.config("data"))
                .isEqualTo(new SourceConfig(
                        "data",
                        null,
                        16 << 20,
                        64 << 20,
                        64 << 20,
                        true,
                        List.of(),
                        List.of(),
                        SourceConfig.AUTO,
                        '"'));
    }

    @Test
    void readsWhatIsSet() {
        SourceConfig config = Reading.config(
                "data", "source.format", "JSONL", "source.csv.separator", "tab", "source.csv.quote", "none");

        assertThat(config.format()).isEqualTo(FileFormat.JSON_LINES);
        assertThat(config.csvSeparator()).isEqualTo('\t');
        assertThat(config.csvQuote()).isEqualTo(SourceConfig.NONE);
    }

    @Test
    void thePathIsNeeded() {
        assertThatThrownBy(() -> SourceConfig.from(new Configuration()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("source.path is missing");
    }

    @Test
    void aPasswordInAnAddressWouldBeStoredWithEachDocument() {
        assertThatThrownBy(() -> Reading.config("docs, s3://key:hush@bucket/docs"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("source.path: a password in an address")
                .hasMessageNotContaining("hush");
        assertThat(Reading.config("s3://bucket/a@b:c").path()).isEqualTo("s3://bucket/a@b:c");
    }

    @ParameterizedTest
    @CsvSource({
        "source.format, xml",
        "source.max-record-bytes, 10 b",
        "source.max-file-bytes, 2 gb",
        "source.split-size, 0 b",
        "source.csv.separator, ab",
        "source.csv.separator, x",
        "source.csv.quote, é",
        "source.include, [",
        "source.exclude, {a"
    })
    void badValuesNameTheOption(String option, String value) {
        assertThatThrownBy(() -> Reading.config("data", option, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(option + ": '");
    }

    @ParameterizedTest
    @CsvSource({
        "a.jsonl, JSON_LINES",
        "A.NDJSON.GZ, JSON_LINES",
        "a.json, JSON",
        "a.csv.zst, CSV",
        "a.tsv, CSV",
        "a.parquet, PARQUET",
        "a.txt.gz, WHOLE",
        "json, WHOLE",
        "noextension, WHOLE"
    })
    void namesTellFormats(String name, FileFormat format) {
        assertThat(FileFormat.of(name)).isEqualTo(format);
    }
}
