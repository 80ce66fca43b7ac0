package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bulk read found can be found again, and what cannot says why. */
class FileRereaderTest {
    @TempDir
    private Path folder;

    private static RawRecord lost(Path file, long position, RecordFormat format) {
        return new RawRecord(
                Origin.ofFile(file.toString(), position),
                format,
                "/in",
                format == RecordFormat.FILE ? "file" : "file#" + position,
                new Sequence(1, 2, position),
                new byte[0],
                null,
                0,
                null,
                null);
    }

    private static RawRecord lost(RawRecord found) {
        return lost(Path.of(found.origin().name()), found.origin().position(), found.format());
    }

    private static String text(RawRecord record) {
        return new String(record.bytes(), StandardCharsets.UTF_8);
    }

    private void everyKindOfFile() throws IOException {
        String lines = "\uFEFF{\"n\":0}\r\n\n{\"n\":1}\n  \n{\"n\":22}\n{broken\n{\"n\":3}";
        Reading.write(folder.resolve("a.jsonl"), lines);
        Reading.write(folder.resolve("b.jsonl.gz"), Packed.gzip(lines));
        Reading.write(folder.resolve("c.json"), "[{\"n\":1}, {\"n\":[2]}, 3]");
        Reading.write(folder.resolve("d.json"), "{\"n\":1}\n{\"n\":2}\n");
        Reading.write(folder.resolve("e.csv"), "a,b\n1,\"2\n3\"\n4,5\n");
        Reading.write(folder.resolve("f.txt"), "a whole file\n");
        MessageType schema = MessageTypeParser.parseMessageType("message m { required int32 n; }");
        List<Group> rows = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            rows.add(new SimpleGroup(schema).append("n", i));
        }
        ParquetFiles.write(folder.resolve("g.parquet"), schema, rows, 20, CompressionCodecName.UNCOMPRESSED);
    }

    @Test
    void findsEveryRecordAgainInAnyOrder() throws Exception {
        everyKindOfFile();
        SourceConfig config = Reading.config(folder);
        List<RawRecord> found = Reading.read(config);
        assertThat(found).hasSize(5 + 5 + 3 + 2 + 2 + 1 + 50);
        List<RawRecord> shuffled = new ArrayList<>(found);
        Collections.shuffle(shuffled, new Random(1));
        for (List<RawRecord> order : List.of(found, shuffled)) {
            try (FileRereader files = new FileRereader(config)) {
                for (RawRecord record : order) {
                    RawRecord again = files.record(lost(record));
                    assertThat(text(again)).as(record.origin().toString()).isEqualTo(text(record));
                    assertThat(again.format()).isEqualTo(record.format());
                    assertThat(again.isFailed()).isFalse();
                    assertThat(again.sequence().version()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void saysWhyARecordIsNotToBeHad() throws Exception {
        Path lines = Reading.write(folder.resolve("a.jsonl"), "{\"n\":1}\n{\"n\":2}\n");
        Path packed = Reading.write(folder.resolve("b.jsonl.gz"), Packed.gzip("{\"n\":1}\n{\"n\":2}\n"));
        Path text = Reading.write(folder.resolve("c.txt"), "{\"n\":1}\n{\"n\":2}\n");
        try (FileRereader files = new FileRereader(Reading.config(folder))) {
            for (Path file : List.of(lines, packed)) {
                for (long position : new long[] {3, 9, 16, 100}) {
                    RawRecord record = files.record(lost(file, position, RecordFormat.JSON));
                    assertThat(record.reason()).as(file + "@" + position).isIn(Reason.VANISHED, Reason.TRUNCATED);
                    assertThat(record.origin().position()).isEqualTo(position);
                }
                assertThat(text(files.record(lost(file, 8, RecordFormat.JSON)))).isEqualTo("{\"n\":2}");
            }
            assertThat(files.record(lost(lines, 3, RecordFormat.JSON)).message())
                    .contains("the file has changed");
            assertThat(files.record(lost(text, 8, RecordFormat.JSON)).message()).contains("source.format");
            assertThat(files.record(lost(folder.resolve("none"), 0, RecordFormat.FILE))
                            .reason())
                    .isEqualTo(Reason.VANISHED);
            assertThat(files.record(lost(folder, 0, RecordFormat.FILE)).message())
                    .contains("folder");
            assertThat(files.record(lost(lines, 0, RecordFormat.FILE)))
                    .as("a file that was lost whole and holds records")
                    .isNull();
        }
    }

    private List<String> rest(RawRecord lost, long end, SourceConfig config) {
        return rest(lost, end, config, position -> false);
    }

    private List<String> rest(RawRecord lost, long end, SourceConfig config, LongPredicate sentBySelf) {
        List<String> records = new ArrayList<>();
        long position = -1;
        while (true) {
            // as after a restore behind each record
            try (FileRest rest = new FileRest(lost, end, sentBySelf, position, config)) {
                RawRecord record = rest.next();
                if (record == null) {
                    return records;
                }
                records.add(
                        record.isFailed()
                                ? record.reason().code() + "@" + record.origin().position()
                                : text(record));
                position = rest.position();
                if (rest.isEnded()) {
                    return records;
                }
            }
        }
    }

    @Test
    void readsTheRestOfAFileUpToTheNextPartThatWasLost() throws Exception {
        everyKindOfFile();
        SourceConfig config = Reading.config(folder);
        Path lines = folder.resolve("a.jsonl");
        assertThat(rest(lost(lines, 0, RecordFormat.FILE), Long.MAX_VALUE, config))
                .hasSize(5);
        // a part that begins within a line is read from the next line on
        assertThat(rest(lost(lines, 15, RecordFormat.RECORDS), 25, config)).containsExactly("{\"n\":22}");
        assertThat(rest(lost(folder.resolve("b.jsonl.gz"), 23, RecordFormat.RECORDS), Long.MAX_VALUE, config))
                .containsExactly("{\"n\":22}", "{broken", "{\"n\":3}");
        assertThat(rest(lost(folder.resolve("e.csv"), 0, RecordFormat.RECORDS), Long.MAX_VALUE, config))
                .hasSize(2);
        Path parquet = folder.resolve("g.parquet");
        assertThat(rest(lost(parquet, 20, RecordFormat.RECORDS), 40, config))
                .hasSize(20)
                .contains("{\"n\":20}", "{\"n\":39}");
        assertThat(rest(lost(parquet, 100, RecordFormat.RECORDS), Files.size(parquet), config))
                .as("a part named by its first byte holds the row groups that begin in it")
                .contains("{\"n\":49}")
                .doesNotContain("{\"n\":0}");
        assertThat(rest(lost(parquet, 0, RecordFormat.RECORDS), 100, config))
                .as("up to a part named by its first byte")
                .contains("{\"n\":0}")
                .doesNotContain("{\"n\":49}");
        assertThat(rest(lost(folder.resolve("none.jsonl"), 64, RecordFormat.RECORDS), Long.MAX_VALUE, config))
                .containsExactly("vanished@64");
        Files.write(folder.resolve("b.jsonl.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
        assertThat(rest(lost(folder.resolve("b.jsonl.gz"), 9, RecordFormat.RECORDS), Long.MAX_VALUE, config))
                .containsExactly("truncated@9");
    }

    @Test
    void leavesOutOfTheRestWhatIsSentByItself() throws Exception {
        everyKindOfFile();
        SourceConfig config = Reading.config(folder);
        assertThat(rest(
                        lost(folder.resolve("b.jsonl.gz"), 13, RecordFormat.RECORDS),
                        Long.MAX_VALUE,
                        config,
                        position -> position == 24 || position > 33))
                .containsExactly("{\"n\":1}", "{broken");
        Path parquet = folder.resolve("g.parquet");
        assertThat(rest(lost(parquet, 20, RecordFormat.RECORDS), 40, config, position -> position % 2 == 0))
                .hasSize(10)
                .contains("{\"n\":21}", "{\"n\":39}");
        assertThat(rest(
                        lost(parquet, 100, RecordFormat.RECORDS),
                        Files.size(parquet),
                        config,
                        position -> position == 48))
                .contains("{\"n\":49}")
                .doesNotContain("{\"n\":48}");
    }
}
