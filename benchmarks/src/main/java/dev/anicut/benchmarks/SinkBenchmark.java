package dev.anicut.benchmarks;

import dev.anicut.model.Chunk;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EmbeddedChunk;
import dev.anicut.model.Hashes;
import dev.anicut.model.Sequence;
import dev.anicut.sinks.postgres.PostgresOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Chunks with vectors through the write-through operator of the pipeline, in batches as they are embedded, beside binary
 * COPY of the same rows into the same tables over as many connections, one transaction each.
 */
final class SinkBenchmark {
    static final String MODEL = "bench";
    private static final int DIMENSION = 384;
    private static final int WORDS = 107;
    /** The default of embed.batch-size. */
    private static final int BATCH = 64;

    private final BenchArguments arguments;

    SinkBenchmark(BenchArguments arguments) {
        this.arguments = arguments;
    }

    Report run() throws Exception {
        try (Workplace workplace = Workplace.open(arguments.work())) {
            List<String> texts = Generator.distinctTexts(
                    workplace.directory().resolve("generated"), arguments.size(), WORDS, text -> true);
            List<EmbeddedBatch> batches = batches(texts);
            String operator = "write-through";
            String limit = "binary COPY";
            Contest contest = new Contest()
                    .with(
                            operator,
                            () -> measure(
                                    workplace, texts.size(), database -> new WriteThroughJob(batches, database.config())
                                            .run()))
                    .with(
                            limit,
                            () -> measure(workplace, texts.size(), database -> new BinaryCopy(database).run(batches)));
            // the first job of a JVM is slower than any other
            measure(workplace, texts.size(), database -> new WriteThroughJob(batches, database.config()).run());
            contest.run(arguments.rounds());
            return new Report("sink", "chunks/s")
                    .input("chunks", texts.size())
                    .input("dimension", DIMENSION)
                    .input("mean_characters", (long)
                            texts.stream().mapToInt(String::length).average().orElse(0))
                    .input("connections", Slots.COUNT)
                    .input("chunks_per_batch", BATCH)
                    .input("chunks_per_commit", PostgresOptions.BATCH_ROWS.defaultValue())
                    .input("rounds", arguments.rounds())
                    .results(contest.results())
                    .ratio(operator, limit, 0.60);
        }
    }

    /** Writes everything and tells the nanoseconds from the first chunk to the last commit. */
    private interface Writing {
        long write(Workplace.Database database) throws Exception;
    }

    private static double measure(Workplace workplace, int chunks, Writing writing) throws Exception {
        try (Workplace.Database database = workplace.newDatabase()) {
            long nanos = writing.write(database);
            for (String table : List.of("chunks", "embeddings")) {
                long rows = database.count(table);
                if (rows != chunks) {
                    throw new IllegalStateException(rows + " rows of " + table + " for " + chunks + " chunks");
                }
            }
            return chunks / (nanos / 1e9);
        }
    }

    private static List<EmbeddedBatch> batches(List<String> texts) {
        Random random = new Random(1);
        List<EmbeddedBatch> batches = new ArrayList<>();
        for (int start = 0; start < texts.size(); start += BATCH) {
            List<EmbeddedChunk> chunks = new ArrayList<>();
            for (int i = start; i < Math.min(start + BATCH, texts.size()); i++) {
                chunks.add(new EmbeddedChunk(chunk(i, texts.get(i)), vector(random), true, null, null));
            }
            batches.add(new EmbeddedBatch(chunks));
        }
        return batches;
    }

    private static Chunk chunk(int i, String text) {
        String hash = Hashes.sha256(text);
        return new Chunk(
                "document-" + i,
                new Sequence(0, 0, i),
                hash,
                "bench",
                0,
                hash,
                null,
                text,
                145,
                0,
                text.length(),
                null);
    }

    private static float[] vector(Random random) {
        float[] vector = new float[DIMENSION];
        double squares = 0;
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }
}
