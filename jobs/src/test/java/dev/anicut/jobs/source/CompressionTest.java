package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    /** Lines that hardly compress, so that a file spans many buffers. */
    private static final String LINES = new Random(7)
            .ints(20_000)
            .mapToObj(i -> "{\"n\":" + i + ",\"m\":" + Long.toHexString(i * 0x9E3779B97F4A7C15L) + "}\n")
            .collect(Collectors.joining());

    @TempDir
    Path dir;

    @Test
    void readsGzipMembersThatFollowOneAnother() {
        byte[] members = Packed.concat(Packed.gzip("{\"a\":"), Packed.gzip("1}\n"), Packed.gzip(""), Packed.gzip("{}"));
        Path file = Reading.write(dir.resolve("a.jsonl.gz"), members);

        List<RawRecord> records = Reading.read(Reading.config(file));

        assertThat(Reading.shown(records)).containsExactly("0 {\"a\":1}", "8 {}");
        assertThat(Reading.consumed(records)).isEqualTo(members.length);
    }

    @Test
    void readsZstdFramesThatFollowOneAnother() {
        byte[] skippable = {0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0, 9};
        Path file = Reading.write(
                dir.resolve("a.jsonl.zst"), Packed.concat(skippable, Packed.zstd("{\"a\":"), Packed.zstd("1}\n{}")));

        assertThat(Reading.shown(Reading.read(Reading.config(file)))).containsExactly("0 {\"a\":1}", "8 {}");
    }

    @Test
    void zerosBehindGzipAreNothing() {
        Path file = Reading.write(dir.resolve("a.jsonl.gz"), Packed.concat(Packed.gzip("{}\n"), new byte[512]));

        assertThat(Reading.shown(Reading.read(Reading.config(file)))).containsExactly("0 {}");
    }

    @Test
    void somethingElseBehindGzipIsCorruptAfterAllRecords() {
        Path file = Reading.write(
                dir.resolve("a.jsonl.gz"),
                Packed.concat(Packed.gzip("{}\n"), "garbage".getBytes(StandardCharsets.UTF_8)));

        assertThat(Reading.shown(Reading.read(Reading.config(file)))).containsExactly("0 {}", "3 CORRUPT ");
    }

    @Test
    void bytesDecideNotNames() {
        Reading.write(dir.resolve("a-plain.jsonl.gz"), "{\"a\":1}\n");
        Reading.write(dir.resolve("b-packed.jsonl"), Packed.gzip("{\"b\":1}\n"));
        Reading.write(dir.resolve("c-packed.csv"), Packed.zstd("x\n1\n"));

        assertThat(Reading.texts(Reading.read(Reading.config(dir, "source.split-size", "5 b"))))
                .containsExactly("{\"a\":1}", "{\"b\":1}", "{\"x\":\"1\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void aTruncatedFileYieldsAllItsLinesAndOneFailure(String ending) throws IOException {
        byte[] packed = ending.equals("gz") ? Packed.gzip(LINES) : Packed.zstd(LINES);
        Path file = Reading.write(dir.resolve("a.jsonl." + ending), Arrays.copyOf(packed, packed.length / 2));
        SourceConfig config = Reading.config(file);

        List<RawRecord> records = Reading.read(config);

        RawRecord failure = records.get(records.size() - 1);
        assertThat(failure.reason()).isEqualTo(Reason.TRUNCATED);
        String read = Reading.texts(records.subList(0, records.size() - 1)).stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        String head = new String(failure.bytes(), StandardCharsets.UTF_8);
        assertThat(LINES).startsWith(read + head);
        assertThat(failure.origin().position()).isEqualTo(read.length());
        // not only what came before the last buffer
        assertThat(read.length()).isGreaterThan(LINES.length() / 3);
        assertThat(Reading.consumed(records)).isEqualTo(packed.length / 2);
        assertThat(records).filteredOn(RawRecord::isFailed).hasSize(1);
    }

    @Test
    void restoringWithinADamagedFileChangesNothing() throws IOException {
        byte[] packed = Packed.gzip(LINES.substring(0, 20_000));
        packed[packed.length * 2 / 3] ^= 0x55;
        Path file = Reading.write(dir.resolve("a.jsonl.gz"), packed);
        SourceConfig config = Reading.config(file);

        List<RawRecord> records = Reading.read(config);

        assertThat(records.get(records.size() - 1).reason()).isEqualTo(Reason.CORRUPT);
        assertThat(records).hasSizeGreaterThan(100);
        assertThat(Reading.full(Reading.readRestoringBehindEach(config))).isEqualTo(Reading.full(records));
    }

    @Test
    void aWrongChecksumIsCorrupt() {
        byte[] packed = Packed.gzip("{}\n");
        packed[packed.length - 6] ^= 1;
        Path file = Reading.write(dir.resolve("a.jsonl.gz"), packed);

        List<RawRecord> records = Reading.read(Reading.config(file));

        assertThat(Reading.shown(records)).containsExactly("0 {}", "3 CORRUPT ");
        assertThat(records.get(1).message()).contains("checksum");
    }

    @Test
    void aDamagedZstdFrameIsCorrupt() {
        byte[] packed = Packed.zstd(LINES);
        Arrays.fill(packed, packed.length / 2, packed.length / 2 + 64, (byte) 0xFF);
        Path file = Reading.write(dir.resolve("a.jsonl.zst"), packed);

        List<RawRecord> records = Reading.read(Reading.config(file));

        assertThat(records.get(records.size() - 1).reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void aBombOfOneLineIsItsHead() {
        byte[] bomb = Packed.gzip(new byte[300 << 20]);
        Path file = Reading.write(dir.resolve("a.jsonl.gz"), Packed.concat(bomb, Packed.gzip("\n{}\n")));

        List<RawRecord> records = Reading.read(Reading.config(file, "source.max-record-bytes", "1 mb"));

        assertThat(records).extracting(RawRecord::reason).containsExactly(Reason.TOO_LARGE, null);
        assertThat(records.get(0).bytes()).hasSize(1 << 20);
        assertThat(records.get(1).origin().position()).isEqualTo((300 << 20) + 1);
    }

    @Test
    void wholeFilesAreDecompressedWhenTheirNameSaysSo() {
        Reading.write(dir.resolve("a.txt.gz"), Packed.gzip("text"));
        byte[] untouched = Packed.gzip("kept");
        Reading.write(dir.resolve("b.bin"), untouched);
        Reading.write(dir.resolve("c.txt.gz"), Packed.gzip(new byte[200_000]));

        List<RawRecord> records = Reading.read(Reading.config(dir, "source.max-file-bytes", "100000 b"));

        assertThat(records).extracting(RawRecord::format).containsOnly(RecordFormat.FILE);
        assertThat(records.get(0).bytes()).asString().isEqualTo("text");
        assertThat(records.get(1).bytes()).isEqualTo(untouched);
        assertThat(records.get(2).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(IntStream.range(0, 3).mapToObj(i -> records.get(i).fallbackId()))
                .containsExactly("a.txt.gz", "b.bin", "c.txt.gz");
    }

    @Test
    void anEmptyFileNamedAsCompressedIsAFailedRecord() {
        Reading.write(dir.resolve("a.jsonl.gz"), "");
        Reading.write(dir.resolve("b.jsonl"), "");

        assertThat(Reading.read(Reading.config(dir)))
                .extracting(RawRecord::fallbackId, RawRecord::reason)
                .containsExactly(tuple("a.jsonl.gz#0", Reason.TRUNCATED), tuple("b.jsonl#0", Reason.EMPTY_TEXT));
    }
}
