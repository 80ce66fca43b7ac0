package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetSliceReaderTest {
    private static final MessageType DOCUMENT = MessageTypeParser.parseMessageType(
            "message document { required int64 id; optional binary text (STRING); }");

    @TempDir
    Path dir;

    private static List<Group> documents(int count) {
        Random random = new Random(3);
        List<Group> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Group row = new SimpleGroup(DOCUMENT);
            row.add("id", (long) i);
            row.add("text", Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
            rows.add(row);
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
    void readsRowsThroughEveryCodec(CompressionCodecName codec) throws IOException {
        List<Group> rows = documents(50);
        Path file = ParquetFiles.write(dir.resolve("a.parquet"), DOCUMENT, rows, 20, codec);

        List<RawRecord> records = Reading.read(Reading.config(file));

        assertThat(records).hasSize(50).noneMatch(RawRecord::isFailed);
        assertThat(Reading.show(records.get(37)))
                .isEqualTo("37 {\"id\":37,\"text\":\"" + rows.get(37).getString("text", 0) + "\"}");
        assertThat(records.get(37).fallbackId()).isEqualTo("a.parquet#37");
        assertThat(records.get(37).format()).isEqualTo(RecordFormat.JSON);
        assertThat(Reading.consumed(records)).isEqualTo(Files.size(file));
    }

    @Test
    void everySplitReadsTheRowGroupsThatBeginInIt() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("a.parquet"), DOCUMENT, documents(500), 50, CompressionCodecName.UNCOMPRESSED);
        List<String> whole = Reading.shown(Reading.read(Reading.config(file)));
        for (String size : List.of("300 b", "2500 b", "9000 b")) {
            SourceConfig config = Reading.config(file, "source.split-size", size);

            List<RawRecord> records = Reading.read(config);

            assertThat(Reading.splits(config)).hasSizeGreaterThan(1);
            assertThat(Reading.shown(records)).isEqualTo(whole).hasSize(500);
            assertThat(Reading.consumed(records)).isEqualTo(Files.size(file));
        }
    }

    @Test
    void restoringBehindAnyRowChangesNothing() throws IOException {
        Path file =
                ParquetFiles.write(dir.resolve("a.parquet"), DOCUMENT, documents(120), 50, CompressionCodecName.ZSTD);
        SourceConfig config = Reading.config(file, "source.split-size", "1500 b");

        assertThat(Reading.full(Reading.readRestoringBehindEach(config))).isEqualTo(Reading.full(Reading.read(config)));
    }

    @Test
    void valuesKeepTheirTypes() throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType(
                """
                message types {
                  required boolean flag;
                  required int32 small (INTEGER(32,false));
                  required double ratio;
                  required int32 day (DATE);
                  required int64 at (TIMESTAMP(MICROS,true));
                  required int64 local (TIMESTAMP(MILLIS,false));
                  required int32 price (DECIMAL(9,2));
                  required binary big (DECIMAL(30,3));
                  required binary raw;
                  required binary plain;
                  required fixed_len_byte_array(16) uid (UUID);
                  required int96 legacy;
                  optional binary missing (STRING);
                  optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
                  optional group counts (MAP) {
                    repeated group key_value { required binary key (STRING); optional int32 value; } }
                  optional group nested { required group inner { repeated int32 numbers; } }
                }
                """);
        Group row = new SimpleGroup(schema);
        row.add("flag", true);
        row.add("small", -1);
        row.add("ratio", 0.5);
        row.add("day", 19_000);
        row.add("at", 1_700_000_000_123_456L);
        row.add("local", 1_700_000_000_123L);
        row.add("price", 1999);
        row.add(
                "big",
                Binary.fromConstantByteArray(new java.math.BigInteger("123456789012345678901234").toByteArray()));
        row.add("raw", Binary.fromConstantByteArray(new byte[] {(byte) 0xFF, 0, 1}));
        row.add("plain", Binary.fromConstantByteArray("é".getBytes(StandardCharsets.UTF_8)));
        row.add("uid", Binary.fromConstantByteArray(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}));
        row.add("legacy", Binary.fromConstantByteArray(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x8C, 0x3D, 0x25, 0
        }));
        Group tags = row.addGroup("tags");
        tags.addGroup("list").add("element", "x");
        tags.addGroup("list");
        Group entry = row.addGroup("counts").addGroup("key_value");
        entry.add("key", "k");
        entry.add("value", 3);
        Group inner = row.addGroup("nested").addGroup("inner");
        inner.add("numbers", 1);
        inner.add("numbers", 2);
        Path file = ParquetFiles.write(
                dir.resolve("types.parquet"), schema, List.of(row), 10, CompressionCodecName.UNCOMPRESSED);

        assertThat(Reading.texts(Reading.read(Reading.config(file))))
                .containsExactly("{\"flag\":true,\"small\":4294967295,\"ratio\":0.5,\"day\":\"2022-01-08\","
                        + "\"at\":\"2023-11-14T22:13:20.123456Z\",\"local\":\"2023-11-14T22:13:20.123\","
                        + "\"price\":19.99,\"big\":123456789012345678901.234,\"raw\":\"/wAB\",\"plain\":\"é\","
                        + "\"uid\":\"00010203-0405-0607-0809-0a0b0c0d0e0f\",\"legacy\":\"1970-01-01T00:00:00Z\","
                        + "\"missing\":null,\"tags\":[\"x\",null],\"counts\":{\"k\":3},"
                        + "\"nested\":{\"inner\":{\"numbers\":[1,2]}}}");
    }

    @Test
    void aFileWithoutRowsHoldsNoRecords() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("a.parquet"), DOCUMENT, List.of(), 10, CompressionCodecName.UNCOMPRESSED);

        assertThat(Reading.read(Reading.config(file))).isEmpty();
    }

    @Test
    void bytesTellParquetWhereTheNameSaysNothing() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("part-0"), DOCUMENT, documents(3), 10, CompressionCodecName.UNCOMPRESSED);

        List<RawRecord> records = Reading.read(Reading.config(file));

        assertThat(records).extracting(RawRecord::fallbackId).containsExactly("part-0#0", "part-0#1", "part-0#2");
        assertThat(records).extracting(RawRecord::format).containsOnly(RecordFormat.JSON);
    }

    @Test
    void whatIsNoParquetIsCorrupt() {
        Path file = Reading.write(dir.resolve("a.parquet"), "this is no Parquet file at all");
        Path empty = Reading.write(dir.resolve("b/b.parquet"), "");

        assertThat(Reading.read(Reading.config(file)))
                .extracting(RawRecord::reason)
                .containsExactly(Reason.CORRUPT);
        assertThat(Reading.read(Reading.config(empty)))
                .extracting(RawRecord::reason)
                .containsExactly(Reason.CORRUPT);
    }

    @Test
    void aDamagedRowGroupIsOneFailureAndTheOthersAreRead() throws IOException {
        Path file =
                ParquetFiles.write(dir.resolve("a.parquet"), DOCUMENT, documents(90), 30, CompressionCodecName.SNAPPY);
        byte[] bytes = Files.readAllBytes(file);
        int middle = bytes.length / 2 - 200;
        for (int i = middle; i < middle + 100; i++) {
            bytes[i] = (byte) 0xFF;
        }
        Files.write(file, bytes);
        SourceConfig config = Reading.config(file);

        List<RawRecord> records = Reading.read(config);

        assertThat(records)
                .filteredOn(RawRecord::isFailed)
                .extracting(RawRecord::reason)
                .containsExactly(Reason.CORRUPT);
        assertThat(records).filteredOn(record -> !record.isFailed()).hasSize(60);
        assertThat(Reading.consumed(records)).isEqualTo(bytes.length);
        assertThat(Reading.full(Reading.readRestoringBehindEach(config))).isEqualTo(Reading.full(records));
    }

    @Test
    void anUnknownCompressionIsSaid() throws IOException {
        Path file =
                ParquetFiles.write(dir.resolve("a.parquet"), DOCUMENT, documents(5), 10, CompressionCodecName.BROTLI);

        List<RawRecord> records = Reading.read(Reading.config(file));

        assertThat(records).extracting(RawRecord::reason).containsExactly(Reason.UNSUPPORTED_TYPE);
        assertThat(records.get(0).message()).contains("BROTLI");
    }

    @Test
    void aTruncatedFileIsTruncated() throws IOException {
        Path file = ParquetFiles.write(
                dir.resolve("a.parquet"), DOCUMENT, documents(50), 20, CompressionCodecName.UNCOMPRESSED);
        SourceConfig config = Reading.config(file);
        List<FileSplit> splits = Reading.splits(config);
        Files.write(file, new byte[100]);

        assertThat(Reading.read(splits, config)).extracting(RawRecord::reason).containsExactly(Reason.TRUNCATED);
    }
}
