package dev.anicut.benchmarks;

import dev.anicut.model.ChunkAck;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.operators.deadletter.DeadLetters;
import dev.anicut.sinks.postgres.ChunkBatchWriter;
import dev.anicut.sinks.postgres.PostgresConfig;
import dev.anicut.sinks.postgres.WriteThroughOperator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A job that does nothing but store chunks by the pipeline's own operator. Batches come from memory and the clock is read
 * within the job, so that neither its start nor serialisation counts. One at a time in a JVM.
 */
final class WriteThroughJob {
    private static volatile List<EmbeddedBatch> batches = List.of();
    private static final AtomicLong FIRST_BATCH = new AtomicLong();
    private static final AtomicLong LAST_COMMIT = new AtomicLong();

    private final PostgresConfig config;

    WriteThroughJob(List<EmbeddedBatch> all, PostgresConfig config) {
        batches = all;
        this.config = config;
    }

    /** The nanoseconds from the first batch to the last commit. */
    long run() throws Exception {
        FIRST_BATCH.set(Long.MAX_VALUE);
        LAST_COMMIT.set(Long.MIN_VALUE);
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(Slots.COUNT, configuration);
        environment
                .fromSequence(0, batches.size() - 1)
                .map(new Feed())
                .returns(TypeInformation.of(EmbeddedBatch.class))
                .transform(
                        "store-chunks",
                        TypeInformation.of(ChunkAck.class),
                        new WriteThroughOperator<>(
                                new ChunkBatchWriter(SinkBenchmark.MODEL), config, config.batchRows(), DeadLetters.TAG))
                .filter(new Clock())
                .sinkTo(new DiscardingSink<>());
        environment.execute("store chunks");
        return LAST_COMMIT.get() - FIRST_BATCH.get();
    }

    private static final class Feed implements MapFunction<Long, EmbeddedBatch> {
        private static final long serialVersionUID = 1L;

        @Override
        public EmbeddedBatch map(Long index) {
            FIRST_BATCH.accumulateAndGet(System.nanoTime(), Math::min);
            return batches.get(index.intValue());
        }
    }

    private static final class Clock implements FilterFunction<ChunkAck> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean filter(ChunkAck ack) {
            LAST_COMMIT.accumulateAndGet(System.nanoTime(), Math::max);
            return !ack.isFailed();
        }
    }
}
