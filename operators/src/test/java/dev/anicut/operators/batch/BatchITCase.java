package dev.anicut.operators.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkBatch;
import dev.anicut.operators.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The batch stage on a mini cluster, with a wait that only the end of input can cut short. */
@SuppressWarnings("try") // close() of a harness or an iterator may throw anything
class BatchITCase {
    private static final int PARALLELISM = 2;
    private static final int SIZE = 64;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(PARALLELISM)
            .build());

    @ParameterizedTest
    @EnumSource(names = {"STREAMING", "BATCH"})
    void everyChunkIsInOneBatchAndAllButTheLastOfAShardAreFull(RuntimeExecutionMode mode) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                new Configuration().set(ExecutionOptions.RUNTIME_MODE, mode).set(PipelineOptions.GENERIC_TYPES, false));
        env.setParallelism(PARALLELISM);
        env.setMaxParallelism(128);
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            chunks.add(Samples.chunk("a", i, "chunk " + i));
        }
        List<ChunkBatch> batches = new ArrayList<>();
        try (CloseableIterator<ChunkBatch> iterator = env.fromData(chunks, TypeInformation.of(Chunk.class))
                .partitionCustom(new ShardPartitioner(), Chunk::chunkHash)
                .transform(
                        "batch",
                        TypeInformation.of(ChunkBatch.class),
                        new BatchOperator(new BatchConfig(SIZE, Duration.ofHours(1))))
                .executeAndCollect()) {
            iterator.forEachRemaining(batches::add);
        }
        assertThat(batches).flatExtracting(ChunkBatch::chunks).containsExactlyInAnyOrderElementsOf(chunks);
        assertThat(batches).filteredOn(batch -> batch.chunks().size() < SIZE).hasSizeLessThanOrEqualTo(PARALLELISM);
    }
}
