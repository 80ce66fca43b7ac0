package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
    @TempDir
    Path dir;

    @Test
    void readsLinesWithTheirPlaces() {
        Path file = Reading.write(dir.resolve("in/a.jsonl"), "{\"a\":1}\n{\"b\":2}\r\n\n  \t\r\n{\"c\":3}");

        List<RawRecord> records = Reading.read(Reading.config(dir.resolve("in")));

        assertThat(Reading.shown(records)).containsExactly("0 {\"a\":1}", "8 {\"b\":2}", "23 {\"c\":3}");
        RawRecord second = records.get(1);
        assertThat(second.origin()).isEqualTo(Origin.ofFile(file.toString(), 8));
        assertThat(second.source()).isEqualTo(dir.resolve("in").toString());
        assertThat(second.fallbackId()).isEqualTo("a.jsonl#8");
        assertThat(second.sequence()).isEqualTo(new Sequence(Reading.RUN_START, 0, 8));
        assertThat(second.format()).isEqualTo(RecordFormat.JSON);
        assertThat(Reading.consumed(records)).isEqualTo(30);
    }

    @Test
    void skipsAByteOrderMark() {
        Path file = Reading.write(dir.resolve("a.ndjson"), "\uFEFF{\"a\":1}\n{}");

        assertThat(Reading.shown(Reading.read(Reading.config(file)))).containsExactly("0 {\"a\":1}", "11 {}");
    }

    @Test
    void emptyAndBlankFilesAreOneFailureEach() throws IOException {
        Reading.write(dir.resolve("a-empty.jsonl"), "");
        Reading.write(dir.resolve("b-blank.jsonl"), "\n\n \n");
        Reading.write(dir.resolve("c-mark.jsonl"), "\uFEFF");
        Reading.write(dir.resolve("d-empty.json"), "");
        Reading.write(dir.resolve("e-array.json"), "[]");
        Reading.write(dir.resolve("f-packed.jsonl.gz"), Packed.gzip(new byte[0]));
        Reading.write(dir.resolve("g.jsonl"), "{}");

        List<RawRecord> records = Reading.read(List.of(one(Reading.config(dir))), Reading.config(dir));

        assertThat(records)
                .extracting(record -> record.fallbackId() + " " + record.message())
                .containsExactly(
                        "a-empty.jsonl#0 the file is empty",
                        "b-blank.jsonl#0 the file has nothing but white space",
                        "c-mark.jsonl#0 the file has nothing but white space",
                        "d-empty.json#0 the file is empty",
                        "f-packed.jsonl.gz#0 the file is empty",
                        "g.jsonl#0 null");
        assertThat(records.subList(0, 5))
                .allMatch(record -> record.reason() == Reason.EMPTY_TEXT && record.format() == RecordFormat.RECORDS);
        assertThat(Reading.consumed(records)).isEqualTo(11 + Files.size(dir.resolve("f-packed.jsonl.gz")));
        assertThat(Reading.full(Reading.readRestoringBehindEach(Reading.config(dir))))
                .isEqualTo(Reading.full(Reading.read(Reading.config(dir))));
    }

    @Test
    void ofABlankFileInPartsOnlyTheFirstFails() throws IOException {
        Path file = Reading.write(dir.resolve("a.jsonl"), "\n".repeat(100));
        SourceConfig config = Reading.config(file, "source.split-size", "30 b");

        assertThat(Reading.splits(config)).hasSize(4);
        List<RawRecord> records = Reading.read(config);

        assertThat(Reading.shown(records)).containsExactly("0 EMPTY_TEXT ");
        assertThat(Reading.readRestoringBehindEach(config)).hasSize(1);
    }

    @Test
    void aBlankBeginningIsNoFailureOfTheFile() throws IOException {
        Path file = Reading.write(dir.resolve("a.jsonl"), "\n".repeat(50) + "{\"a\":1}\n" + " \n".repeat(20));
        SourceConfig config = Reading.config(file, "source.split-size", "20 b");

        assertThat(Reading.shown(Reading.read(config))).containsExactly("50 {\"a\":1}");
        SplitCursor first = new SplitCursor(Reading.splits(config).get(0), config, Reading.VERSION, 0);
        assertThat(first.next()).isNull();
        assertThat(first.takeUnreported()).isEqualTo(20);
        first.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void aFileInAWideCharacterSetIsOneFailureThatNamesIt(String charset) throws Exception {
        String lines = "{\"a\":\"\u010A\"}\n".repeat(100);
        Reading.write(dir.resolve("a.jsonl"), lines.getBytes(charset));
        Reading.write(dir.resolve("b.jsonl"), ("\uFEFF" + lines).getBytes(charset));
        Reading.write(dir.resolve("c.json.gz"), Packed.gzip(("\uFEFF[" + lines + "]").getBytes(charset)));
        SourceConfig config = Reading.config(dir, "source.split-size", "100 b");

        List<RawRecord> records = Reading.read(config);

        assertThat(Reading.shown(records))
                .containsExactly("0 INVALID_ENCODING ", "0 INVALID_ENCODING ", "0 INVALID_ENCODING ");
        assertThat(records.get(0).message()).contains("in " + charset + ", ", "iconv -f " + charset + " ");
        assertThat(records.get(1).message()).contains("in " + charset.substring(0, 6) + ", ");
        assertThat(records).allMatch(record -> record.format() == RecordFormat.RECORDS);
        assertThat(Reading.consumed(records)).isEqualTo(bytesIn(dir));
    }

    @Test
    void aDamagedByteAtTheBeginningHarmsNoOtherLine() {
        Reading.write(dir.resolve("a.jsonl"), "\0{\"a\":1}\n{\"a\":2}\n");
        Reading.write(dir.resolve("b.jsonl"), "{\0\"a\":1}\n{\"a\":2}\n");

        assertThat(Reading.shown(Reading.read(Reading.config(dir))))
                .containsExactly("0 \0{\"a\":1}", "9 {\"a\":2}", "0 {\0\"a\":1}", "9 {\"a\":2}");
    }

    private static long bytesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void bytesOfBlankTailsGoToTheRecordBefore() {
        Reading.write(dir.resolve("a.jsonl"), "{}\n\n\n");
        Reading.write(dir.resolve("b.jsonl"), "\n{}\n\n");

        List<RawRecord> records = Reading.read(List.of(one(Reading.config(dir))), Reading.config(dir));

        assertThat(records).extracting(RawRecord::consumedBytes).containsExactly(5L, 5L);
    }

    @Test
    void aRestoreOpensNoFileThatIsDone() throws IOException {
        Path first = Reading.write(dir.resolve("a.jsonl"), "{}\n\n");
        Reading.write(dir.resolve("b.txt"), "text");
        SourceConfig config = Reading.config(dir);
        FileSplit split = one(config);
        FileRecord last;
        try (SplitCursor cursor = new SplitCursor(split, config, Reading.VERSION, 0)) {
            last = cursor.next();
        }
        Files.delete(first);

        List<RawRecord> rest = Reading.read(List.of(split.at(last.slice(), last.position())), config);

        assertThat(Reading.shown(rest)).containsExactly("0 text");
    }

    @Test
    void aWholeFileIsNotReadBeforeItIsWanted() throws IOException {
        Reading.write(dir.resolve("a.txt"), "a");
        Path second = Reading.write(dir.resolve("b.txt"), "b");
        SourceConfig config = Reading.config(dir);
        try (SplitCursor cursor = new SplitCursor(one(config), config, Reading.VERSION, 0)) {
            assertThat(Reading.show(cursor.next().record())).isEqualTo("0 a");
            Files.delete(second);
            assertThat(Reading.show(cursor.next().record())).isEqualTo("0 VANISHED ");
            assertThat(cursor.isAtEnd()).isTrue();
            assertThat(cursor.next()).isNull();
        }
    }

    private static FileSplit one(SourceConfig config) {
        List<FileSlice> slices = Reading.splits(config).stream()
                .flatMap(split -> split.slices().stream())
                .toList();
        return FileSplit.of(0, slices);
    }

    @Test
    void anOversizedLineIsItsHeadAndTheNextOneIsSound() {
        String longLine = "x".repeat(100_000);
        Path file = Reading.write(dir.resolve("a.jsonl"), "{}\n" + longLine + "\r\n{\"b\":2}\n");

        List<RawRecord> records = Reading.read(Reading.config(file, "source.max-record-bytes", "70000 b"));

        assertThat(records).extracting(RawRecord::reason).containsExactly(null, Reason.TOO_LARGE, null);
        assertThat(records.get(1).bytes()).hasSize(70_000).containsOnly('x');
        assertThat(records.get(1).message()).contains("100001 bytes", "source.max-record-bytes");
        assertThat(Reading.show(records.get(2))).isEqualTo("100005 {\"b\":2}");
        assertThat(Reading.consumed(records)).isEqualTo(100_013);
    }

    @Test
    void keepsOnlyTheHeadOfAHugeLine() throws IOException {
        Path file = dir.resolve("huge.jsonl");
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 'x');
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 200; i++) {
                out.write(block);
            }
            out.write("\n{}\n".getBytes(StandardCharsets.UTF_8));
        }
        SourceConfig config = Reading.config(file, "source.split-size", "64 mb");

        assertThat(Reading.splits(config)).hasSize(4);
        List<RawRecord> records = Reading.read(config);

        assertThat(records).extracting(RawRecord::reason).containsExactly(Reason.TOO_LARGE, null);
        assertThat(records.get(0).bytes()).hasSize(16 << 20);
        assertThat(Reading.consumed(records)).isEqualTo(Files.size(file));
    }

    @Test
    void aFileThatBecameShorterIsTruncated() throws IOException {
        Path file = Reading.write(dir.resolve("a.jsonl"), "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
        SourceConfig config = Reading.config(file, "source.split-size", "18 b");
        List<FileSplit> splits = Reading.splits(config);
        Reading.write(file, "{\"a\":1}\n{\"b\"");

        assertThat(Reading.shown(Reading.read(splits, config)))
                .containsExactly("0 {\"a\":1}", "8 TRUNCATED {\"b\"", "18 TRUNCATED ");
        assertThat(Reading.consumed(Reading.read(splits, config))).isEqualTo(24);
    }

    @Test
    void aFileThatIsGoneHasVanished() throws IOException {
        Path file = Reading.write(dir.resolve("in/a.jsonl"), "{}");
        SourceConfig config = Reading.config(dir);
        List<FileSplit> splits = Reading.splits(config);
        Files.delete(file);

        List<RawRecord> records = Reading.read(splits, config);

        assertThat(records).extracting(RawRecord::reason).containsExactly(Reason.VANISHED);
        assertThat(records.get(0).message()).isEqualTo("no such file");
        assertThat(Reading.consumed(records)).isEqualTo(2);
    }
}
