package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.Document;
import dev.anicut.model.Reason;
import dev.anicut.model.Sequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TombstoneParserTest {

    @Test
    void withoutAVersionFieldTheTimeAndPlaceOfReadingCount() throws Exception {
        assertThat(parse(null, "{\"rev\":\"7\"}").sequence()).isEqualTo(Records.SEQUENCE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"7\"|7", "7|7", "\"1970-01-01T00:00:01Z\"|1000000"})
    void aHeaderNamedAsTheVersionFieldHoldsTheVersion(String header, long version) throws Exception {
        assertThat(parse("rev", "{\"rev\":" + header + "}").sequence())
                .isEqualTo(Records.SEQUENCE.withVersion(version));
    }

    @Test
    void withoutSuchAHeaderTheVersionIsUnknown() throws Exception {
        Sequence unknown = Records.SEQUENCE.withUnknownVersion();
        assertThat(parse("rev", null).sequence()).isEqualTo(unknown);
        assertThat(parse("rev", "{\"other\":1}").sequence()).isEqualTo(unknown);
        assertThat(parse("rev", "{\"rev\":null}").sequence()).isEqualTo(unknown);
        assertThat(Records.SEQUENCE.withVersion(Long.MIN_VALUE + 1).isNewerThan(unknown))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"soon", "1.5", "true", "{}"})
    void refusesVersionsThatOrderNothing(String header) {
        String json = header.matches("[a-z]+") && !header.equals("true") ? "\"" + header + "\"" : header;
        assertThatThrownBy(() -> parse("rev", "{\"rev\":" + json + "}"))
                .isInstanceOfSatisfying(Unparseable.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.INVALID_VERSION);
                    assertThat(e.documentId()).isEqualTo("a");
                });
    }

    private static Document parse(String versionField, String headers) throws Unparseable {
        ParseConfig config =
                versionField == null ? Records.config() : Records.config("source.field.version", versionField);
        return new TombstoneParser(config).parse(Records.tombstone("a", headers));
    }
}
