package dev.anicut.operators.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkBatch;
import dev.anicut.operators.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chunks on their way to their batches, in a checkpoint that overtook them, come in at another parallelism. */
class BatchRescaleITCase {
    private static final int CHUNKS = 20_000;

    @TempDir
    Path checkpoints;

    @BeforeEach
    void begin() {
        Embedded.SEEN.clear();
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "4, 2"})
    void noneIsLost(int before, int after) throws Exception {
        Embedded.millis = 400;
        JobClient stopped = submit(before, null);
        Path checkpoint = awaitCheckpoint(stopped.getJobID());
        stopped.cancel().get();
        assertThat(Embedded.SEEN).hasSizeLessThan(CHUNKS);

        Embedded.millis = 0;
        submit(after, checkpoint).getJobExecutionResult().get();

        assertThat(Embedded.SEEN).hasSize(CHUNKS);
    }

    private JobClient submit(int parallelism, Path from) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        // when the sources have filled all buffers
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2));
        configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        configuration.set(CheckpointingOptions.FORCE_UNALIGNED, true);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.MAX_PARALLELISM, 128);
        if (from != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, from.toUri().toString());
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
        env.fromSource(new NumberSequenceSource(0, CHUNKS - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .uid("numbers")
                .map(number -> Samples.chunk("a", number.intValue(), "chunk " + number))
                .returns(TypeInformation.of(Chunk.class))
                .uid("chunks")
                .partitionCustom(new ShardPartitioner(), Chunk::chunkHash)
                .transform(
                        "batch",
                        TypeInformation.of(ChunkBatch.class),
                        new BatchOperator(new BatchConfig(64, Duration.ofMillis(500))))
                .uid("batch")
                .map(new Embedded())
                .returns(Types.INT)
                .uid("embedded")
                .sinkTo(new DiscardingSink<>())
                .uid("end");
        return env.executeAsync("rescale");
    }

    private Path awaitCheckpoint(JobID job) throws Exception {
        long limit = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (System.nanoTime() < limit) {
            Optional<Path> found = latest(job);
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no checkpoint within a minute");
    }

    private Optional<Path> latest(JobID job) throws IOException {
        try (Stream<Path> files = Files.walk(checkpoints.resolve(job.toString()))) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(Path::getParent)
                    .max(Comparator.naturalOrder());
        } catch (IOException | java.io.UncheckedIOException e) {
            // not yet made, or an older one is just being deleted
            return Optional.empty();
        }
    }

    /** Takes its time over a batch: between two of them barriers come through. */
    private static final class Embedded implements MapFunction<ChunkBatch, Integer> {
        private static final Set<Integer> SEEN = ConcurrentHashMap.newKeySet();
        private static volatile long millis;

        @Override
        public Integer map(ChunkBatch batch) throws InterruptedException {
            Thread.sleep(millis);
            batch.chunks().forEach(chunk -> SEEN.add(chunk.ordinal()));
            return batch.chunks().size();
        }
    }
}
