package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** However lines are cut into splits, and wherever reading is restored, each is read once. */
class LineSplitPropertyTest {
    private static Path dir;

    @BeforeContainer
    static void makeDir() throws IOException {
        dir = Files.createTempDirectory("lines");
    }

    @AfterContainer
    static void deleteDir() throws IOException {
        try (var files = Files.walk(dir)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Provide
    Arbitrary<String> files() {
        Arbitrary<String> line = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.strings().withChars("ab{}\"é").ofMaxLength(12)),
                Tuple.of(1, Arbitraries.of("", " ", "\t ")));
        Arbitrary<String> end = Arbitraries.of("\n", "\r\n");
        Arbitrary<String> whole = line.flatMap(text -> end.map(text::concat));
        return whole.list().ofMaxSize(20).flatMap(lines -> line.map(last -> String.join("", lines) + last));
    }

    /** What the lines of the text are, or the failure that there are none, worked out on its own. */
    private static List<String> expected(byte[] bytes) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                String line = new String(bytes, from, i - from, StandardCharsets.UTF_8);
                String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
                if (!text.isBlank()) {
                    lines.add(from + " " + text);
                }
                from = i + 1;
            }
        }
        return lines.isEmpty() ? List.of("0 EMPTY_TEXT ") : lines;
    }

    @Property(tries = 300)
    void everyLineIsReadByOneSplit(@ForAll("files") String text, @ForAll @IntRange(min = 1, max = 60) int splitSize) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path file = Reading.write(dir.resolve("plain.jsonl"), bytes);
        SourceConfig config = Reading.config(file, "source.split-size", splitSize + " b");

        List<RawRecord> records = Reading.read(config);

        assertThat(Reading.shown(records)).isEqualTo(expected(bytes));
        assertThat(records.stream().mapToLong(RawRecord::consumedBytes)).allMatch(consumed -> consumed >= 0);
    }

    @Property(tries = 150)
    void allBytesAreAccountedFor(@ForAll("files") String text, @ForAll @IntRange(min = 1, max = 60) int splitSize) {
        // a line at the end of every split: no split is without a record to carry its bytes
        byte[] bytes =
                (text.replaceAll("[ \t]*\r?\n[ \t\r\n]*", "\n").strip() + "x\n").getBytes(StandardCharsets.UTF_8);
        Path file = Reading.write(dir.resolve("bytes.jsonl"), bytes);

        List<RawRecord> records = Reading.read(Reading.config(file, "source.split-size", splitSize + " b"));

        assertThat(Reading.consumed(records)).isEqualTo(bytes.length);
    }

    @Property(tries = 100)
    void restoringBehindAnyRecordChangesNothing(
            @ForAll("files") String text, @ForAll @IntRange(min = 1, max = 60) int splitSize) throws IOException {
        Path file = Reading.write(dir.resolve("restored.jsonl"), text);
        SourceConfig config = Reading.config(file, "source.split-size", splitSize + " b");

        assertThat(Reading.full(Reading.readRestoringBehindEach(config))).isEqualTo(Reading.full(Reading.read(config)));
    }

    @Property(tries = 100)
    void compressedLinesAreTheSameLines(@ForAll("files") String text, @ForAll boolean gzip) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] packed = gzip ? Packed.gzip(text) : Packed.zstd(text);
        Path file = Reading.write(dir.resolve("packed.jsonl." + (gzip ? "gz" : "zst")), packed);
        SourceConfig config = Reading.config(file);

        List<RawRecord> records = Reading.read(config);

        assertThat(Reading.shown(records)).isEqualTo(expected(bytes));
        assertThat(Reading.consumed(records)).isEqualTo(packed.length);
        assertThat(Reading.full(Reading.readRestoringBehindEach(config))).isEqualTo(Reading.full(records));
    }
}
