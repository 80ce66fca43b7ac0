package dev.anicut.datasets;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Makes a large data set: gzip JSON Lines in shards, the same bytes for the same seed and options. */
public final class GenerateDocuments {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String SHARD_GLOB = "documents-*.jsonl.gz{,.part}";

    private final GenerateOptions options;
    private final PrintStream progress;
    private final AtomicLong written = new AtomicLong();
    private final long start = System.nanoTime();

    private GenerateDocuments(GenerateOptions options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
    }

    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    /** Summary to one stream, progress and complaints to the other; returns the exit code. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        try {
            GenerateOptions options = GenerateOptions.parse(arguments);
            prepare(options);
            GenerateDocuments generation = new GenerateDocuments(options, err);
            Summary summary = generation.writeShards();
            out.println(summary.toJson(options, generation.seconds()));
            return DONE;
        } catch (InvalidSettingException e) {
            err.println(e.getMessage());
            return USAGE;
        } catch (IOException e) {
            err.println("generation failed: " + e);
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("generation interrupted");
            return FAILED;
        }
    }

    private static void prepare(GenerateOptions options) throws IOException {
        Path output = options.output();
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw InvalidSettingException.unusable("--output", output.toString(), "is a file, expected a directory");
        }
        Files.createDirectories(output);
        try (Stream<Path> entries = Files.list(output)) {
            if (!options.force() && entries.findAny().isPresent()) {
                throw InvalidSettingException.unusable(
                        "--output",
                        output.toString(),
                        "is not empty, expected a new or empty directory, or --force to replace its shards");
            }
        }
        // all of them: a set of fewer shards would leave the last ones of the set before
        try (var shards = Files.newDirectoryStream(output, SHARD_GLOB)) {
            for (Path shard : shards) {
                Files.delete(shard);
            }
        }
    }

    private Summary writeShards() throws IOException, InterruptedException {
        Composer composer = new Composer(options, new Vocabulary(options.seed()));
        ShardWriter writer = new ShardWriter(options, composer, written);
        ExecutorService threads = Executors.newFixedThreadPool(options.threads());
        try {
            List<Future<Summary>> shards = new ArrayList<>();
            for (int i = 0; i < options.shards(); i++) {
                int shard = i;
                shards.add(threads.submit(() -> writer.write(shard)));
            }
            Summary sum = Summary.empty();
            for (Future<Summary> shard : shards) {
                sum = sum.plus(await(shard));
            }
            report();
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    private Summary await(Future<Summary> shard) throws IOException, InterruptedException {
        while (true) {
            try {
                return shard.get(2, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                report();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void report() {
        long done = written.get();
        progress.printf(
                "%,d of %,d documents, %d %%, %,.0f documents/s%n",
                done, options.documents(), 100 * done / options.documents(), done / seconds());
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
