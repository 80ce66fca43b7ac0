package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.RawRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @TempDir
    Path dir;

    private List<String> read(String text, String... settings) {
        Path file = Reading.write(dir.resolve("a.json"), text);
        return Reading.shown(Reading.read(Reading.config(file, settings)));
    }

    @Test
    void theElementsOfAnArrayAreRecords() {
        assertThat(read("\uFEFF [\n  {\"a\": \"],\\\"}\"},\n  {\n \"b\": [1, {\"c\": 2}]}, 17 ,\"s\"\n]\n"))
                .containsExactly("8 {\"a\": \"],\\\"}\"}", "26 {\n \"b\": [1, {\"c\": 2}]}", "50 17", "54 \"s\"");
    }

    @Test
    void anEmptyArrayHoldsNone() {
        assertThat(read("[ ]")).isEmpty();
    }

    @Test
    void aFileOfNothingIsOneFailure() {
        assertThat(read("  \n")).containsExactly("0 EMPTY_TEXT ");
        assertThat(read("")).containsExactly("0 EMPTY_TEXT ");
    }

    @Test
    void oneObjectOverManyLinesIsOneRecord() {
        assertThat(read("{\n  \"a\": 1\n}\n")).containsExactly("0 {\n  \"a\": 1\n}");
        assertThat(read("{\n  \"a\": 1\n}\n{\"b\": 2}")).containsExactly("0 {\n  \"a\": 1\n}", "13 {\"b\": 2}");
    }

    @Test
    void linesAreReadAsLinesSoThatABrokenOneHarmsNoOther() {
        assertThat(read("{\"a\":1}\n{\"b\":\n{\"c\":3}")).containsExactly("0 {\"a\":1}", "8 {\"b\":", "14 {\"c\":3}");
        assertThat(read("{\"a\":\"\n{\"c\":3}\n")).containsExactly("0 {\"a\":\"", "7 {\"c\":3}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"a\":1},{\"b\":", "[{\"a\":1},{\"b\":\"x"})
    void anArrayThatEndsWithinAnElementIsTruncated(String text) {
        assertThat(read(text)).containsExactly("1 {\"a\":1}", "9 TRUNCATED " + text.substring(9));
    }

    @Test
    void anArrayThatIsNeverClosedIsTruncated() {
        assertThat(read("[{\"a\":1},")).containsExactly("1 {\"a\":1}", "8 TRUNCATED ");
    }

    @Test
    void whatStandsBehindTheArrayIsAFailedRecord() {
        assertThat(read("[{\"a\":1}] {}")).containsExactly("1 {\"a\":1}", "10 INVALID_JSON {}");
    }

    @Test
    void strayBracketsCannotStopTheReading() {
        assertThat(read("[}, {\"a\":1}, {]")).containsExactly("1 }", "4 {\"a\":1}", "13 {]", "15 TRUNCATED ");
    }

    @Test
    void anOversizedElementIsItsHead() {
        String longText = "y".repeat(3000);

        List<String> records = read("[{\"a\":\"" + longText + "\"},{\"b\":2}]", "source.max-record-bytes", "1 kb");

        assertThat(records).hasSize(2);
        assertThat(records.get(0)).startsWith("1 TOO_LARGE {\"a\":\"yyy").hasSize("1 TOO_LARGE ".length() + 1024);
        assertThat(records.get(1)).isEqualTo("3010 {\"b\":2}");
    }

    @Test
    void restoringBehindAnyElementChangesNothing() throws IOException {
        String text = IntStream.range(0, 300)
                .mapToObj(i -> "{\"n\": " + i + ",\n \"text\": \"" + "z".repeat(i * 3) + "\"}")
                .collect(Collectors.joining(" ,\n", "[\n", "\n]\n"));
        for (Path file : List.of(
                Reading.write(dir.resolve("a.json"), text),
                Reading.write(dir.resolve("b.json.gz"), Packed.gzip(text)))) {
            SourceConfig config = Reading.config(file);
            List<RawRecord> records = Reading.read(config);

            assertThat(records).hasSize(300).noneMatch(RawRecord::isFailed);
            assertThat(Reading.consumed(records)).isEqualTo(file.toFile().length());
            assertThat(Reading.full(Reading.readRestoringBehindEach(config))).isEqualTo(Reading.full(records));
        }
    }
}
