package dev.anicut.operators.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkBatch;
import dev.anicut.operators.Backend;
import dev.anicut.operators.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("try") // close() of a harness or an iterator may throw anything
class BatchFunctionTest {
    private static final int MAX_PARALLELISM = 16;
    private static final BatchConfig CONFIG = new BatchConfig(3, Duration.ofMillis(500));

    @ParameterizedTest
    @EnumSource(Backend.class)
    void sendsABatchWhenItIsFullInOrderOfArrival(Backend backend) throws Exception {
        try (var harness = open(backend, null, 1, 0)) {
            process(harness, 0, 7);
            assertThat(batches(harness)).containsExactly(chunks(0, 3), chunks(3, 6));
            assertThat(harness.numProcessingTimeTimers()).isEqualTo(1);
            assertThat(harness.numEventTimeTimers()).isEqualTo(1);
        }
    }

    @Test
    void sendsABatchWhenItsFirstChunkHasWaited() throws Exception {
        try (var harness = open(Backend.HEAP, null, 1, 0)) {
            harness.setProcessingTime(1000);
            process(harness, 0, 1);
            harness.setProcessingTime(1400);
            process(harness, 1, 2);
            harness.setProcessingTime(1499);
            assertThat(batches(harness)).isEmpty();
            harness.setProcessingTime(1500);
            assertThat(batches(harness)).containsExactly(chunks(0, 2));
            assertNothingLeft(harness);
        }
    }

    @Test
    void theWaitOfABatchThatFilledDoesNotCutTheNextOneShort() throws Exception {
        try (var harness = open(Backend.HEAP, null, 1, 0)) {
            harness.setProcessingTime(1000);
            process(harness, 0, 3);
            harness.setProcessingTime(1100);
            process(harness, 3, 4);
            harness.setProcessingTime(1500);
            assertThat(batches(harness)).hasSize(1);
            harness.setProcessingTime(1600);
            assertThat(batches(harness)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void theEndOfInputSendsWhatIsLeft(Backend backend) throws Exception {
        try (var harness = open(backend, null, 1, 0)) {
            process(harness, 0, 4);
            harness.processWatermark(new Watermark(Long.MAX_VALUE - 1));
            assertThat(batches(harness)).containsExactly(chunks(0, 3));
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(batches(harness)).containsExactly(chunks(0, 3), chunks(3, 4));
            assertNothingLeft(harness);
        }
    }

    @Test
    void aChunkBehindTheLastWatermarkIsNotStranded() throws Exception {
        try (var harness = open(Backend.HEAP, null, 1, 0)) {
            harness.processWatermark(Watermark.MAX_WATERMARK);
            process(harness, 0, 2);
            harness.endInput();
            assertThat(batches(harness)).containsExactly(chunks(0, 1), chunks(1, 2));
            assertNothingLeft(harness);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aHalfFullBatchFillsUpAfterARestore(Backend backend) throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(backend, null, 1, 0)) {
            process(harness, 0, 2);
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(backend, state, 1, 0)) {
            process(harness, 2, 3);
            assertThat(batches(harness)).containsExactly(chunks(0, 3));
            assertNothingLeft(harness);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aRestoredBatchIsSentWhenItHasWaited(Backend backend) throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(backend, null, 1, 0)) {
            process(harness, 0, 2);
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(backend, state, 1, 0)) {
            harness.setProcessingTime(500);
            assertThat(batches(harness)).containsExactly(chunks(0, 2));
            assertNothingLeft(harness);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void rescalingLosesNothingAndRepeatsNothing(Backend backend) throws Exception {
        List<Chunk> sent = new ArrayList<>();
        OperatorSubtaskState two = AbstractStreamOperatorTestHarness.repackageState(
                run(backend, null, 2, 0, chunks(0, 8), sent), run(backend, null, 2, 1, chunks(0, 8), sent));
        OperatorSubtaskState one = run(backend, rescaled(two, 2, 1, 0), 1, 0, chunks(8, 12), sent);
        for (int subtask = 0; subtask < 3; subtask++) {
            try (var harness = open(backend, rescaled(one, 1, 3, subtask), 3, subtask)) {
                processOwn(harness, 3, subtask, chunks(12, 20));
                harness.processWatermark(Watermark.MAX_WATERMARK);
                batches(harness).forEach(sent::addAll);
                assertNothingLeft(harness);
            }
        }
        assertThat(sent).containsExactlyInAnyOrderElementsOf(chunks(0, 20));
    }

    private static OperatorSubtaskState run(
            Backend backend,
            OperatorSubtaskState state,
            int parallelism,
            int subtask,
            List<Chunk> chunks,
            List<Chunk> sent)
            throws Exception {
        try (var harness = open(backend, state, parallelism, subtask)) {
            processOwn(harness, parallelism, subtask, chunks);
            batches(harness).forEach(sent::addAll);
            return harness.snapshot(1, 1);
        }
    }

    private static OperatorSubtaskState rescaled(OperatorSubtaskState state, int from, int to, int subtask) {
        return AbstractStreamOperatorTestHarness.repartitionOperatorState(state, MAX_PARALLELISM, from, to, subtask);
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, Chunk, ChunkBatch> open(
            Backend backend, OperatorSubtaskState state, int parallelism, int subtask) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new BatchFunction(CONFIG)),
                new ShardSelector(parallelism, MAX_PARALLELISM),
                Types.INT,
                MAX_PARALLELISM,
                parallelism,
                subtask);
        harness.setStateBackend(backend.create());
        harness.setup();
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static void process(
            KeyedOneInputStreamOperatorTestHarness<Integer, Chunk, ChunkBatch> harness, int from, int to)
            throws Exception {
        for (Chunk chunk : chunks(from, to)) {
            harness.processElement(chunk, 0);
        }
    }

    private static void processOwn(
            KeyedOneInputStreamOperatorTestHarness<Integer, Chunk, ChunkBatch> harness,
            int parallelism,
            int subtask,
            List<Chunk> chunks)
            throws Exception {
        for (Chunk chunk : chunks) {
            if (ShardSelectorTest.subtask(chunk, parallelism, MAX_PARALLELISM) == subtask) {
                harness.processElement(chunk, 0);
            }
        }
    }

    private static List<List<Chunk>> batches(
            KeyedOneInputStreamOperatorTestHarness<Integer, Chunk, ChunkBatch> harness) {
        return harness.extractOutputValues().stream().map(ChunkBatch::chunks).toList();
    }

    private static List<Chunk> chunks(int from, int to) {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = from; i < to; i++) {
            chunks.add(Samples.chunk("a", i, "chunk " + i));
        }
        return chunks;
    }

    private static void assertNothingLeft(KeyedOneInputStreamOperatorTestHarness<Integer, Chunk, ChunkBatch> harness) {
        assertThat(harness.numProcessingTimeTimers()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
        if (harness.getOperator().getKeyedStateBackend() instanceof HeapKeyedStateBackend<?> heap) {
            assertThat(heap.numKeyValueStateEntries()).isZero();
        }
    }
}
