package dev.anicut.datasets.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Builds the files of the sample that cannot be written by hand. A source is named like the file it becomes, with an
 * ending behind it: {@code .records} (see {@link SourceRecords}), {@code .md} (see {@link Block}), or {@code .copy}, the
 * path of another built file.
 */
final class SampleBuilder {
    /** The date in all files that hold one. */
    static final Instant DATE = Instant.parse("2025-06-30T00:00:00Z");

    private static final String LOCKED = "broken/locked-accounts.pdf";
    private static final String RANDOM = "broken/not-a-document.docx";

    private final Path sources;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, byte[]> files = new TreeMap<>();

    private SampleBuilder(Path sources) {
        this.sources = sources;
    }

    /** The built files by their path in the sample. */
    static Map<String, byte[]> build(Path sources) throws IOException {
        return new SampleBuilder(sources).build();
    }

    private Map<String, byte[]> build() throws IOException {
        String notice = Files.readString(sources.resolve("standing-notice.txt")).strip();
        // record files first, and among them the larger ones: others take texts from them
        for (Path path : paths("records/", ".records")) {
            addRecords(path, notice);
        }
        for (Path path : paths("", ".records")) {
            addRecords(path, notice);
        }
        for (Path path : paths("", ".md")) {
            String name = name(path, ".md");
            files.put(name, document(name, Block.parse(Files.readString(path))));
        }
        for (Path path : paths("", ".copy")) {
            files.put(name(path, ".copy"), files.get(Files.readString(path).strip()));
        }
        files.put(RANDOM, noise());
        return files;
    }

    private List<Path> paths(String folder, String ending) throws IOException {
        try (Stream<Path> paths = Files.walk(sources.resolve(folder))) {
            return paths.filter(path -> path.toString().endsWith(ending))
                    .sorted(SampleBuilder::questionsFirst)
                    .toList();
        }
    }

    /** Crop notes take a text from the questions, which stand behind them in the alphabet. */
    private static int questionsFirst(Path a, Path b) {
        int byNeed =
                Boolean.compare(a.toString().contains(".parquet"), b.toString().contains(".parquet"));
        return byNeed != 0 ? byNeed : a.compareTo(b);
    }

    private String name(Path path, String ending) {
        String relative = sources.relativize(path).toString().replace('\\', '/');
        return relative.substring(0, relative.length() - ending.length());
    }

    private void addRecords(Path path, String notice) throws IOException {
        String name = name(path, ".records");
        if (!files.containsKey(name)) {
            files.put(name, records(name, SourceRecords.parse(Files.readString(path), notice, texts)));
        }
    }

    private static byte[] records(String name, SourceRecords records) throws IOException {
        if (name.endsWith(".jsonl")) {
            return RecordFiles.jsonLines(records);
        }
        if (name.endsWith(".jsonl.gz")) {
            return RecordFiles.gzip(RecordFiles.jsonLines(records), records.isCut());
        }
        if (name.endsWith(".jsonl.zst")) {
            return RecordFiles.zstd(RecordFiles.jsonLines(records));
        }
        if (name.endsWith(".csv")) {
            return RecordFiles.csv(records);
        }
        if (name.endsWith(".parquet")) {
            return ParquetRecords.write(records);
        }
        // a text file has one record, and nothing of it but the text
        return records.entries().get(0).text().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] document(String name, List<Block> blocks) throws IOException {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".pdf" -> PdfFile.write(blocks, name.equals(LOCKED));
            case ".docx" -> OfficeFiles.docx(blocks);
            case ".pptx" -> OfficeFiles.pptx(blocks);
            case ".xlsx" -> OfficeFiles.xlsx(blocks);
            case ".odt" -> OdtFile.write(blocks);
            default -> throw new IllegalArgumentException("no way to build " + name);
        };
    }

    private static byte[] noise() {
        byte[] bytes = new byte[4096];
        new Random(1887).nextBytes(bytes);
        return bytes;
    }
}
