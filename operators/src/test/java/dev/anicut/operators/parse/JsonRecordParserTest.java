package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.anicut.model.Document;
import dev.anicut.model.Hashes;
import dev.anicut.model.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRecordParserTest {

    @Test
    void takesTheMappedFieldsAndNothingElse() throws Exception {
        Document document = parse(
                "{\"junk\":[{\"text\":\"no\"}],\"id\":\"a-1\",\"title\":\"T\",\"text\":\"Grüße 🌊\",\"uri\":\"http://x\","
                        + "\"metadata\":{ \"k\" : [1, 1.50, 1e400, null] },\"more\":null}");
        assertThat(document)
                .isEqualTo(Document.of(
                        "a-1",
                        Records.SEQUENCE,
                        Records.json("").origin(),
                        "/in",
                        "http://x",
                        "T",
                        "text/plain",
                        "{\"k\":[1,1.50,1E+400,null]}",
                        "Grüße 🌊"));
        assertThat(document.contentHash()).isEqualTo(Hashes.sha256("Grüße 🌊"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"text\":\"x\",\"metadata\":{\"a\":1,\"a\":2}}|Duplicate field 'a', at byte ",
                "{\"text\":\"x\",\"n\":NaN}|Non-standard token 'NaN', at byte ",
            })
    void givesNoAdviceToProgrammers(String json, String message) {
        assertThat(failure(json)).hasMessageStartingWith(message).hasMessageMatching(".*at byte [0-9]+");
    }

    @Test
    void fillsInWhatIsMissing() throws Exception {
        Document document = parse("{\"text\":\"x\",\"id\":null,\"title\":\" \",\"uri\":null,\"metadata\":null}");
        assertThat(document.id()).isEqualTo("part.jsonl#42");
        assertThat(document.title()).isNull();
        assertThat(document.uri()).isNull();
        assertThat(document.metadata()).isEqualTo("{}");
    }

    @Test
    void nobodysRecordNeedsAnIdOfItsOwn() throws Exception {
        JsonRecordParser parser = parser();

        assertThat(parser.parse(Records.ofNobody("{\"id\":\"a\",\"text\":\"x\"}"))
                        .id())
                .isEqualTo("a");
        Unparseable failure =
                catchThrowableOfType(Unparseable.class, () -> parser.parse(Records.ofNobody("{\"text\":\"x\"}")));
        assertThat(failure.reason()).isEqualTo(Reason.INVALID_ID);
        assertThat(failure).hasMessage("the record has no field 'id', and its key is no text in UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "7|7",
                "-12|-12",
                "12345678901234567890123|12345678901234567890123",
                "1.50|1.50",
                "\"é\"|é",
                "\" a \"|` a `"
            })
    void takesStringsAndNumbersAsIds(String json, String id) throws Exception {
        assertThat(parse("{\"text\":\"x\",\"id\":" + json + "}").id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "INVALID_JSON|``",
                "INVALID_JSON|{",
                "INVALID_JSON|{\"text\":\"x\"",
                "INVALID_JSON|{\"text\":x}",
                "INVALID_JSON|{\"text\":\"x\",}",
                "INVALID_JSON|nonsense",
                "INVALID_JSON|{\"text\":\"x\"} {}",
                "INVALID_JSON|{\"text\":\"x\"}]",
                "INVALID_JSON|{\"text\":\"x\"}garbage",
                "INVALID_JSON|{\"text\":\"x\",\"text\":\"y\"}",
                "INVALID_JSON|{\"text\":\"x\",\"metadata\":{\"a\":1,\"a\":2}}",
                "INVALID_JSON|{\"text\":\"x\",\"skipped\":{\"a\":}}",
                "NOT_AN_OBJECT|[{\"text\":\"x\"}]",
                "NOT_AN_OBJECT|\"text\"",
                "NOT_AN_OBJECT|null",
                "NOT_AN_OBJECT|17",
                "MISSING_TEXT|{}",
                "MISSING_TEXT|{\"text\":null}",
                "EMPTY_TEXT|{\"text\":\"\"}",
                "EMPTY_TEXT|{\"text\":\" \\n\\t\\u3000\"}",
                "TEXT_NOT_A_STRING|{\"text\":1}",
                "TEXT_NOT_A_STRING|{\"text\":true}",
                "TEXT_NOT_A_STRING|{\"text\":[\"x\"]}",
                "TEXT_NOT_A_STRING|{\"text\":{\"x\":1}}",
                "INVALID_ID|{\"text\":\"x\",\"id\":{}}",
                "INVALID_ID|{\"text\":\"x\",\"id\":[1]}",
                "INVALID_ID|{\"text\":\"x\",\"id\":true}",
                "INVALID_ID|{\"text\":\"x\",\"id\":\"\"}",
                "INVALID_ID|{\"text\":\"x\",\"id\":\"  \"}",
                "INVALID_ID|{\"text\":\"x\",\"id\":\"a\\u0000b\"}",
                "LONE_SURROGATE|{\"text\":\"x\",\"id\":\"a\\ud800b\"}",
                "LONE_SURROGATE|{\"text\":\"a\\ud800\"}",
                "LONE_SURROGATE|{\"text\":\"\\udc00\\ud800\"}",
                "LONE_SURROGATE|{\"text\":\"x\",\"title\":\"\\udfff\"}",
                "LONE_SURROGATE|{\"text\":\"x\",\"metadata\":{\"k\":\"\\ud800\"}}",
                "LONE_SURROGATE|{\"text\":\"x\",\"metadata\":{\"\\ud800\":1}}",
                "INVALID_METADATA|{\"text\":\"x\",\"metadata\":[]}",
                "INVALID_METADATA|{\"text\":\"x\",\"metadata\":\"s\"}",
                "INVALID_METADATA|{\"text\":\"x\",\"metadata\":{\"n\":1e99999}}",
                "INVALID_FIELD|{\"text\":\"x\",\"title\":{}}",
                "INVALID_FIELD|{\"text\":\"x\",\"uri\":[]}"
            })
    void refusesBadRecords(Reason reason, String json) {
        Unparseable failure = failure(json);
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        assertThat(failure.getMessage()).isNotBlank().doesNotContain("\n").doesNotContain("Source:");
    }

    @Test
    void refusesInvalidUtf8ButTakesAByteOrderMark() throws Exception {
        byte[] latin1 = "{\"text\":\"Grüße\"}".getBytes(StandardCharsets.ISO_8859_1);
        Unparseable failure = catchThrowableOfType(Unparseable.class, () -> parser().parse(Records.json(latin1)));
        assertThat(failure.reason()).isEqualTo(Reason.INVALID_ENCODING);
        assertThat(failure.getMessage()).contains("byte 11");
        assertThat(parse("\uFEFF{\"text\":\"x\"}").text()).isEqualTo("x");
        assertThat(parse("{\"text\":\"really \uFFFD\"}").text()).isEqualTo("really \uFFFD");
    }

    @Test
    void replacesNulAndCountsIt() throws Exception {
        JsonRecordParser parser = parser();
        Document document = parser.parse(
                Records.json(
                        "{\"text\":\"a\\u0000b\\u0000\",\"title\":\"\\u0000\\u0041\",\"metadata\":{\"k\\u0000\":\"\\u0000\\\\u0000\"}}"));
        assertThat(document.text()).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(document.title()).isEqualTo("\uFFFDA");
        assertThat(document.metadata()).isEqualTo("{\"k\uFFFD\":\"\uFFFD\\\\u0000\"}");
        assertThat(parser.replaced()).isEqualTo(5);
        parser.parse(Records.json("{\"text\":\"x\"}"));
        assertThat(parser.replaced()).isZero();
    }

    @Test
    void keepsWholeSurrogatePairsFromEscapes() throws Exception {
        assertThat(parse("{\"text\":\"\\ud83c\\udf0a\"}").text()).isEqualTo("🌊");
    }

    @Test
    void refusesLongIdsByTheirBytes() throws Exception {
        assertThat(parse("{\"text\":\"x\",\"id\":\"" + "a".repeat(2000) + "\"}").id())
                .hasSize(2000);
        assertThat(failure("{\"text\":\"x\",\"id\":\"" + "a".repeat(2001) + "\"}")
                        .reason())
                .isEqualTo(Reason.INVALID_ID);
        assertThat(failure("{\"text\":\"x\",\"id\":\"" + "é".repeat(1001) + "\"}")
                        .reason())
                .isEqualTo(Reason.INVALID_ID);
    }

    @Test
    void namesTheDocumentOfAFailureWhoseIdIsKnown() {
        assertThat(failure("{\"text\":\"\",\"id\":\"a\"}").documentId()).isEqualTo("a");
        assertThat(failure("{\"text\":\"x\",\"id\":{}}").documentId()).isNull();
    }

    @Test
    void refusesDeepNestingAlsoInWhatItSkips() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertThat(failure("{\"text\":\"x\",\"skipped\":" + deep + "}").reason())
                .isEqualTo(Reason.TOO_DEEP);
        assertThat(failure("{\"text\":\"x\",\"metadata\":{\"a\":" + deep + "}}").reason())
                .isEqualTo(Reason.TOO_DEEP);
    }

    @Test
    void refusesTextBeyondTheLimitAndTakesTextOf30MegabytesWithinIt() throws Exception {
        JsonRecordParser small = parser("parse.max-characters", "5");
        assertThat(small.parse(Records.json("{\"text\":\"12345\"}")).text()).isEqualTo("12345");
        assertThatThrownBy(() -> small.parse(Records.json("{\"text\":\"123456\"}")))
                .isInstanceOfSatisfying(
                        Unparseable.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        String text = "a".repeat(30_000_000);
        assertThat(parser("parse.max-characters", "40000000")
                        .parse(Records.json("{\"text\":\"" + text + "\"}"))
                        .textLength())
                .isEqualTo(30_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|no field",
                "{\"id\":1,\"body\":{\"text\":[1]},\"text\":null}|id, body, text",
                "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"j\":1,\"k\":1,\"l\":1,\"m\":1}"
                        + "|a, b, c, d, e, f, g, h, i, j, k, l and more"
            })
    void whereTheTextIsMissingItSaysWhichFieldsThereAre(String json, String fields) {
        assertThatThrownBy(() -> parser().parse(Records.json(json)))
                .hasMessage("the field 'text' is missing or null; the record has " + fields);
    }

    @Test
    void followsPathsAndPrefersLiteralNames() throws Exception {
        JsonRecordParser parser =
                parser("source.field.text", "doc.body.text", "source.field.id", "doc.id", "source.field.title", "a.b");
        assertThat(parser.parse(Records.json("{\"doc\":{\"id\":5,\"body\":{\"text\":\"x\",\"t\":1}}}")))
                .satisfies(document -> assertThat(document.text()).isEqualTo("x"))
                .satisfies(document -> assertThat(document.id()).isEqualTo("5"));
        String both = "{\"doc\":{\"body\":{\"text\":\"x\"}},\"a\":{\"b\":\"path\"},\"a.b\":\"literal\"}";
        assertThat(parser.parse(Records.json(both)).title()).isEqualTo("literal");
        String reversed = "{\"a.b\":\"literal\",\"a\":{\"b\":\"path\"},\"doc\":{\"body.text\":\"y\"}}";
        assertThat(parser.parse(Records.json(reversed)).title()).isEqualTo("literal");
        assertThat(parser.parse(Records.json(reversed)).text()).isEqualTo("y");
        assertThat(parser.parse(Records.json("{\"doc\":{\"id\":1.50,\"body\":{\"text\":\"x\"}}}"))
                        .id())
                .isEqualTo("1.50");
        assertThatThrownBy(() -> parser.parse(Records.json("{\"doc\":{\"body\":[{\"text\":\"x\"}]}}")))
                .isInstanceOfSatisfying(
                        Unparseable.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING_TEXT));
    }

    @Test
    void gathersMetadataFromAListOfFields() throws Exception {
        JsonRecordParser parser = parser("source.field.metadata", "year, authors.name ,gone,id");
        Document document = parser.parse(
                Records.json(
                        "{\"id\":\"i\",\"text\":\"x\",\"year\":1999,\"authors\":[{\"name\":\"A\"},{\"n\":0},{\"name\":\"B\"}]}"));
        assertThat(document.metadata()).isEqualTo("{\"year\":1999,\"authors.name\":[\"A\",\"B\"],\"id\":\"i\"}");
        assertThat(document.id()).isEqualTo("i");
    }

    @Test
    void takesOneFieldForSeveralPurposes() throws Exception {
        JsonRecordParser parser = parser("source.field.title", "id", "source.field.uri", "metadata.url");
        Document document =
                parser.parse(Records.json("{\"id\":\"n\",\"text\":\"x\",\"metadata\":{\"url\":\"http://u\"}}"));
        assertThat(document.title()).isEqualTo("n");
        assertThat(document.uri()).isEqualTo("http://u");
        assertThat(document.metadata()).isEqualTo("{\"url\":\"http://u\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "17|17",
                "\"-17\"|-17",
                "9223372036854775807|9223372036854775807",
                "\"2024-02-29\"|1709164800000000",
                "\"2024-02-29T00:00:00.000001Z\"|1709164800000001",
                "\"2024-02-29T01:00:00+01:00\"|1709164800000000",
                "\"2024-02-29T01:00:00+01\"|1709164800000000",
                "\"2024-02-29 01:30:00+0130\"|1709164800000000",
                "\"2024-02-29T00:00\"|1709164800000000",
                "\"1969-12-31T23:59:59.999999Z\"|-1"
            })
    void ordersByTheVersionField(String json, long version) throws Exception {
        JsonRecordParser parser = parser("source.field.version", "rev");
        Document document = parser.parse(Records.json("{\"text\":\"x\",\"rev\":" + json + "}"));
        assertThat(document.sequence()).isEqualTo(Records.SEQUENCE.withVersion(version));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null",
                "1.5",
                "true",
                "{}",
                "\"\"",
                "\"soon\"",
                "9223372036854775808",
                "\"9999999999999999999\"",
                "\"2024-02-30\"",
                "\"+999999999-12-31T23:59:59Z\""
            })
    void refusesVersionsThatOrderNothing(String json) {
        assertThatThrownBy(() -> parser("source.field.version", "rev")
                        .parse(Records.json("{\"text\":\"x\",\"rev\":" + json + "}")))
                .isInstanceOfSatisfying(
                        Unparseable.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_VERSION));
    }

    @Test
    void keepsHeadersBesideTheRecordsOwnMetadata() throws Exception {
        String headers = "{\"trace\":\"a\\u0000b\"}";
        assertThat(withHeaders("{\"text\":\"x\"}", headers).metadata())
                .isEqualTo("{\"headers\":{\"trace\":\"a\uFFFDb\"}}");
        assertThat(withHeaders("{\"text\":\"x\",\"metadata\":{\"k\":1,\"headers\":2}}", headers)
                        .metadata())
                .isEqualTo("{\"k\":1,\"headers\":{\"trace\":\"a\uFFFDb\"}}");
        assertThat(withHeaders("{\"text\":\"x\"}", headers).fingerprint())
                .isNotEqualTo(parse("{\"text\":\"x\"}").fingerprint());
    }

    private static Document withHeaders(String json, String headers) throws Exception {
        return parser().parse(Records.withHeaders(Records.json(json), headers));
    }

    private static JsonRecordParser parser(String... settings) {
        ParseConfig config = Records.config(settings);
        return new JsonRecordParser(config, new FileParser(config));
    }

    private static Document parse(String json) throws Unparseable, InterruptedException {
        return parser().parse(Records.json(json));
    }

    private static Unparseable failure(String json) {
        return catchThrowableOfType(Unparseable.class, () -> parse(json));
    }
}
