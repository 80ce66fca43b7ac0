package dev.anicut.jobs.source;

import dev.anicut.model.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;

/** Reads files as the source does, without a cluster. */
final class Reading {
    static final long RUN_START = 1_700_000_000_000L;
    static final FileVersion VERSION = new FileVersion(false, RUN_START);

    private Reading() {}

    static SourceConfig config(String path, String... settings) {
        Configuration config = new Configuration();
        config.setString("source.path", path);
        for (int i = 0; i < settings.length; i += 2) {
            config.setString(settings[i], settings[i + 1]);
        }
        return SourceConfig.from(config);
    }

    static SourceConfig config(Path path, String... settings) {
        return config(path.toString(), settings);
    }

    static Path write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static Path write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<FileSplit> splits(SourceConfig config) {
        SplitPlanner planner = new SplitPlanner(config, FileInputs.resolve(config), PlanState.start(null));
        List<FileSplit> splits = new ArrayList<>();
        SplitPlanner.Plan plan;
        do {
            plan = planner.next(1);
            splits.addAll(plan.splits());
        } while (!plan.after().finished());
        return splits;
    }

    static List<RawRecord> read(SourceConfig config) {
        return read(splits(config), config);
    }

    static List<RawRecord> read(List<FileSplit> splits, SourceConfig config) {
        return read(splits, config, VERSION);
    }

    static List<RawRecord> read(List<FileSplit> splits, SourceConfig config, FileVersion version) {
        List<RawRecord> records = new ArrayList<>();
        for (FileSplit split : splits) {
            try (SplitCursor cursor = new SplitCursor(split, config, version, 0)) {
                for (FileRecord next = cursor.next(); next != null; next = cursor.next()) {
                    records.add(next.record());
                }
            }
        }
        return records;
    }

    /** Reads with a checkpoint and a restore behind every record. */
    static List<RawRecord> readRestoringBehindEach(SourceConfig config) throws IOException {
        FileSplitSerializer serializer = new FileSplitSerializer();
        List<RawRecord> records = new ArrayList<>();
        for (FileSplit planned : splits(config)) {
            FileSplit split = planned;
            while (split != null) {
                try (SplitCursor cursor = new SplitCursor(split, config, VERSION, 0)) {
                    FileRecord next = cursor.next();
                    if (next == null) {
                        break;
                    }
                    records.add(next.record());
                    FileSplit behind = split.at(next.slice(), next.position());
                    split = serializer.deserialize(serializer.getVersion(), serializer.serialize(behind));
                }
            }
        }
        return records;
    }

    static List<String> texts(List<RawRecord> records) {
        return records.stream()
                .map(record -> new String(record.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    /** Place and text of each record, or why it failed. */
    static List<String> shown(List<RawRecord> records) {
        return records.stream().map(Reading::show).toList();
    }

    static String show(RawRecord record) {
        return record.origin().position() + " " + (record.isFailed() ? record.reason() + " " : "")
                + new String(record.bytes(), StandardCharsets.UTF_8);
    }

    static long consumed(List<RawRecord> records) {
        return records.stream().mapToLong(RawRecord::consumedBytes).sum();
    }

    /** Everything about a record, in a form that can be compared. */
    static List<String> full(List<RawRecord> records) {
        return records.stream()
                .map(record -> record.origin() + " " + record.fallbackId() + " " + record.sequence() + " "
                        + record.consumedBytes() + " " + record.reason() + " " + record.message() + " "
                        + new String(record.bytes(), StandardCharsets.ISO_8859_1))
                .toList();
    }
}
