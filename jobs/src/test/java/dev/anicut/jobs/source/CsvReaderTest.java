package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
    @TempDir
    Path dir;

    private List<String> read(String text, String... settings) {
        return read(text.getBytes(StandardCharsets.UTF_8), settings);
    }

    private List<String> read(byte[] bytes, String... settings) {
        Path file = Reading.write(dir.resolve("a.csv"), bytes);
        return Reading.shown(Reading.read(Reading.config(file, settings)));
    }

    @Test
    void rowsAreObjectsUnderTheHeadersNames() {
        assertThat(read("id,text\r\n1,\"a, \"\"b\"\"\nc\"\r\n\r\n2,\n3,\"\"\n4,x\"y"))
                .containsExactly(
                        "9 {\"id\":\"1\",\"text\":\"a, \\\"b\\\"\\nc\"}",
                        "27 {\"id\":\"2\",\"text\":\"\"}",
                        "30 {\"id\":\"3\",\"text\":\"\"}",
                        "35 {\"id\":\"4\",\"text\":\"x\\\"y\"}");
    }

    @Test
    void aFileOfAHeaderHoldsNoRecords() {
        assertThat(read("id,text")).isEmpty();
        assertThat(read("id,text\n\n")).isEmpty();
        assertThat(read("\uFEFFid,text\n")).isEmpty();
    }

    @Test
    void aFileOfNothingIsOneFailure() {
        assertThat(read("")).containsExactly("0 EMPTY_TEXT ");
        assertThat(read("\n \r\n\n")).containsExactly("0 EMPTY_TEXT ");
        RawRecord failed = Reading.read(Reading.config(dir.resolve("a.csv"))).get(0);
        assertThat(failed.message()).isEqualTo("the file has nothing but white space");
        assertThat(failed.format()).isEqualTo(RecordFormat.RECORDS);
        assertThat(failed.consumedBytes()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void readsUtf16WithoutAMark(String charset) throws Exception {
        assertThat(read("id,text\n1,\u0A0A\u010A\n".getBytes(charset)))
                .containsExactly("16 {\"id\":\"1\",\"text\":\"\u0A0A\u010A\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0id,text\n", "i\0d,text\n"})
    void aDamagedByteAtTheBeginningMakesNoUtf16(String header) {
        assertThat(read(header + "1,one\n2,two\n"))
                .hasSize(2)
                .allMatch(row -> row.endsWith("\"text\":\"one\"}") || row.endsWith("\"text\":\"two\"}"));
    }

    @Test
    void aRowOfAnotherLengthIsMalformedAndTheNextOneIsSound() {
        assertThat(read("a,b\n1\n1,2,3\n4,5\n"))
                .containsExactly("4 MALFORMED_ROW 1", "6 MALFORMED_ROW 1,2,3", "12 {\"a\":\"4\",\"b\":\"5\"}");
        assertThat(Reading.read(Reading.config(dir.resolve("a.csv"))).get(1).message())
                .isEqualTo("3 fields, the header has 2");
    }

    @Test
    void textBehindAClosingQuoteIsMalformedAndEndsWithItsLine() {
        assertThat(read("a,b\n\"x\"y,\"z\n1,2\n"))
                .containsExactly("4 MALFORMED_ROW \"x\"y,\"z", "12 {\"a\":\"1\",\"b\":\"2\"}");
    }

    @Test
    void aQuoteThatIsNeverClosedIsOneFailure() {
        assertThat(read("a,b\n1,2\n3,\"x\n4,5\n"))
                .containsExactly("4 {\"a\":\"1\",\"b\":\"2\"}", "8 MALFORMED_ROW 3,\"x\n4,5\n");
        assertThat(Reading.read(Reading.config(dir.resolve("a.csv"))).get(1).message())
                .isEqualTo("the quote opened at byte 10 is never closed");
    }

    @Test
    void aQuoteInTheHeaderThatIsNeverClosedIsOneFailure() {
        assertThat(read("a,\"b\n1,2\n")).containsExactly("0 MALFORMED_ROW a,\"b\n1,2\n");
    }

    @Test
    void columnsWithoutANameOrWithAnothersGetOne() {
        assertThat(read(" a ,,a,column_2,a_2\n1,2,3,4,5\n"))
                .containsExactly(
                        "20 {\"a\":\"1\",\"column_2_2\":\"2\",\"a_3\":\"3\",\"column_2\":\"4\",\"a_2\":\"5\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void findsTheSeparator(String separator) {
        assertThat(read("a" + separator + "\"b,;\n\"\n1" + separator + "2\n"))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("{\"a\":\"1\",\"b,;\":\"2\"}");
    }

    @Test
    void takesTheSeparatorAndTheQuoteThatAreSet() {
        assertThat(read("a:b,c\n'1:':\"\n", "source.csv.separator", ":", "source.csv.quote", "'"))
                .containsExactly("6 {\"a\":\"1:\",\"b,c\":\"\\\"\"}");
        assertThat(read("a,b\n\"1,2\"\n", "source.csv.quote", "none"))
                .containsExactly("4 {\"a\":\"\\\"1\",\"b\":\"2\\\"\"}");
    }

    @Test
    void tabsSeparateTsv() {
        Path file = Reading.write(dir.resolve("a.tsv"), "a,b,c\td\n1\t2\n");

        assertThat(Reading.shown(Reading.read(Reading.config(file))))
                .containsExactly("8 {\"a,b,c\":\"1\",\"d\":\"2\"}");
    }

    @Test
    void returnsAloneEndRowsWhereThereAreNoLineFeeds() {
        assertThat(read("a,b\r1,2\r3,4\r"))
                .containsExactly("4 {\"a\":\"1\",\"b\":\"2\"}", "8 {\"a\":\"3\",\"b\":\"4\"}");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,0", "UTF-16LE,2", "UTF-16BE,2", "UTF-8,3"})
    void readsByteOrderMarks(String charset, int mark) throws IOException {
        String text = (mark > 0 ? "\uFEFF" : "") + "a,b\nĊ,\"“x\r\ny”\"\r\n日,본\n";
        byte[] bytes = text.getBytes(Charset.forName(charset));
        Path file = Reading.write(dir.resolve("a.csv"), bytes);
        SourceConfig config = Reading.config(file);

        List<RawRecord> records = Reading.read(config);

        assertThat(Reading.texts(records))
                .containsExactly("{\"a\":\"Ċ\",\"b\":\"“x\\r\\ny”\"}", "{\"a\":\"日\",\"b\":\"본\"}");
        assertThat(Reading.consumed(records)).isEqualTo(bytes.length);
        assertThat(Reading.full(Reading.readRestoringBehindEach(config))).isEqualTo(Reading.full(records));
    }

    @Test
    void detectsWindows1252() {
        assertThat(read("a,b\nCafé,“Ça”\n".getBytes(Charset.forName("windows-1252"))))
                .containsExactly("4 {\"a\":\"Café\",\"b\":\"“Ça”\"}");
    }

    @Test
    void detectsOtherCharsets() {
        String text = "имя,текст\nИван,\"Привет, как дела? Всё хорошо, спасибо большое за помощь\"\n";

        assertThat(read(text.getBytes(Charset.forName("windows-1251"))))
                .containsExactly(
                        "10 {\"имя\":\"Иван\",\"текст\":\"Привет, как дела? Всё хорошо, спасибо большое за помощь\"}");
    }

    @Test
    void fallsBackRowByRowWhereTheHeadWasAscii() {
        String ascii = "a,b\n" + "1,plain\n".repeat(10_000);
        byte[] bytes = Packed.concat(
                ascii.getBytes(StandardCharsets.UTF_8), "2,caf\u00e9\n".getBytes(Charset.forName("windows-1252")));

        List<String> records = read(bytes);

        assertThat(records.get(records.size() - 1)).endsWith("{\"a\":\"2\",\"b\":\"café\"}");
    }

    @Test
    void aRowThatIsNotTheFilesUtf8IsAFailure() {
        byte[] bytes = Packed.concat(
                "a\ncafé\n".getBytes(StandardCharsets.UTF_8),
                "z".repeat(70_000).getBytes(StandardCharsets.UTF_8),
                new byte[] {'\n', 'x', (byte) 0xE9, '\n'});
        Path file = Reading.write(dir.resolve("a.csv"), bytes);

        assertThat(Reading.read(Reading.config(file)))
                .extracting(RawRecord::reason)
                .containsExactly(null, null, Reason.INVALID_ENCODING);
    }

    @Test
    void aRowThatIsNotTheFilesUtf8SpoilsNoOtherInTheHeadEither() {
        String sound = "Grüße aus München\n";
        byte[] bytes = Packed.concat(
                ("text\n" + sound.repeat(25)).getBytes(StandardCharsets.UTF_8),
                new byte[] {'G', 'r', (byte) 0xC3, 'n', '\n'},
                sound.repeat(24).getBytes(StandardCharsets.UTF_8));
        Path file = Reading.write(dir.resolve("a.csv"), bytes);

        List<RawRecord> records = new ArrayList<>(Reading.read(Reading.config(file)));

        assertThat(records).hasSize(50);
        RawRecord damaged = records.remove(25);
        assertThat(damaged.reason()).isEqualTo(Reason.INVALID_ENCODING);
        assertThat(damaged.message()).isEqualTo("the row is not UTF-8");
        assertThat(damaged.bytes()).isEqualTo(new byte[] {'G', 'r', (byte) 0xC3, 'n'});
        assertThat(Reading.texts(records)).hasSize(49).containsOnly("{\"text\":\"Grüße aus München\"}");
    }

    @Test
    void anOversizedRowIsItsHead() {
        assertThat(read("a\n" + "x".repeat(5000) + "\ny\n", "source.max-record-bytes", "1 kb"))
                .containsExactly("2 TOO_LARGE " + "x".repeat(1024), "5003 {\"a\":\"y\"}");
    }

    @Test
    void aTruncatedFileYieldsItsRowsAndOneFailure() {
        Path file = Reading.write(dir.resolve("a.csv"), "a,b\n1,2\n3,4\n");
        SourceConfig config = Reading.config(file);
        List<FileSplit> splits = Reading.splits(config);
        Reading.write(file, "a,b\n1,2\n3");

        assertThat(Reading.shown(Reading.read(splits, config)))
                .containsExactly("4 {\"a\":\"1\",\"b\":\"2\"}", "8 TRUNCATED 3");
    }

    @Test
    void restoringBehindAnyRowChangesNothing() throws IOException {
        String text = IntStream.range(0, 400)
                .mapToObj(i -> i + ";\"" + "q\"\"\n".repeat(i) + "\"\r\n" + (i % 9 == 0 ? "bad\n" : ""))
                .collect(Collectors.joining("", "n;t\r\n", ""));
        for (Path file : List.of(
                Reading.write(dir.resolve("a.csv"), text), Reading.write(dir.resolve("b.csv.gz"), Packed.gzip(text)))) {
            SourceConfig config = Reading.config(file);
            List<RawRecord> records = Reading.read(config);

            assertThat(records).hasSize(445);
            assertThat(records).filteredOn(RawRecord::isFailed).hasSize(45);
            assertThat(Reading.consumed(records)).isEqualTo(file.toFile().length());
            assertThat(Reading.full(Reading.readRestoringBehindEach(config))).isEqualTo(Reading.full(records));
        }
    }
}
