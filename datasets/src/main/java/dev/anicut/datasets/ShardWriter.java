package dev.anicut.datasets;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/** Writes the shards of a plan, each on its own. */
final class ShardWriter {
    private static final int GZIP_LEVEL = 2;
    private static final int PROGRESS_STEP = 1_000;

    private final GenerateOptions options;
    private final Plan plan;
    private final Composer composer;
    private final AtomicLong written;

    ShardWriter(GenerateOptions options, Composer composer, AtomicLong written) {
        this.options = options;
        this.plan = new Plan(options);
        this.composer = composer;
        this.written = written;
    }

    static String fileName(int shard) {
        return String.format(Locale.ROOT, "documents-%05d.jsonl.gz", shard);
    }

    /** Writes a shard beside its name first, so that a cut-off run leaves no shard that looks whole. */
    Summary write(int shard) throws IOException {
        Path target = options.output().resolve(fileName(shard));
        Path part = options.output().resolve(fileName(shard) + ".part");
        long[] counts = new long[Plan.Kind.values().length];
        long textBytes = 0;
        RecordWriter records = new RecordWriter(options, composer);
        try (OutputStream out = new BufferedOutputStream(new FastGzip(Files.newOutputStream(part)), 1 << 16)) {
            long end = plan.firstOf(shard + 1);
            int unreported = 0;
            for (long index = plan.firstOf(shard); index < end; index++) {
                Plan.Entry entry = plan.entry(shard, index);
                byte[] line = records.line(entry);
                out.write(line);
                textBytes += line.length;
                counts[entry.kind().ordinal()]++;
                if (++unreported == PROGRESS_STEP) {
                    written.addAndGet(unreported);
                    unreported = 0;
                }
            }
            written.addAndGet(unreported);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Summary(counts, records.paragraphs(), records.repeatedParagraphs(), textBytes, Files.size(target));
    }

    /** Gzip at a level where two cores are not kept busy by compression alone. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(GZIP_LEVEL);
        }
    }
}
