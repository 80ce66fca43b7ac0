package dev.anicut.operators.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkBatch;
import dev.anicut.operators.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() of a harness may throw anything
class BatchOperatorTest {
    private static final int MAX_PARALLELISM = 16;
    private static final BatchConfig CONFIG = new BatchConfig(3, Duration.ofMillis(500));

    @Test
    void sendsABatchWhenItIsFullInOrderOfArrival() throws Exception {
        try (var harness = open(null, 1, 0)) {
            process(harness, chunks(0, 7));
            assertThat(batches(harness)).containsExactly(chunks(0, 3), chunks(3, 6));
        }
    }

    @Test
    void sendsABatchWhenItsFirstChunkHasWaited() throws Exception {
        try (var harness = open(null, 1, 0)) {
            harness.setProcessingTime(1000);
            process(harness, chunks(0, 1));
            harness.setProcessingTime(1400);
            process(harness, chunks(1, 2));
            harness.setProcessingTime(1499);
            assertThat(batches(harness)).isEmpty();
            harness.setProcessingTime(1500);
            assertThat(batches(harness)).containsExactly(chunks(0, 2));
        }
    }

    @Test
    void theWaitOfABatchThatFilledDoesNotCutTheNextOneShort() throws Exception {
        try (var harness = open(null, 1, 0)) {
            harness.setProcessingTime(1000);
            process(harness, chunks(0, 3));
            harness.setProcessingTime(1100);
            process(harness, chunks(3, 4));
            harness.setProcessingTime(1500);
            assertThat(batches(harness)).hasSize(1);
            harness.setProcessingTime(1600);
            assertThat(batches(harness)).hasSize(2);
        }
    }

    @Test
    void aBatchHasTheTimeOfItsLastChunk() throws Exception {
        try (var harness = open(null, 1, 0)) {
            List<Chunk> chunks = chunks(0, 3);
            for (int i = 0; i < 3; i++) {
                harness.processElement(chunks.get(i), 10 + i);
            }
            assertThat(harness.getOutput()).containsExactly(new StreamRecord<>(new ChunkBatch(chunks), 12));
        }
    }

    /** Behind the last watermark timers end the stream; others may overtake a batch. */
    @Test
    void theLastWatermarkComesBehindWhatIsLeft() throws Exception {
        try (var harness = open(null, 1, 0)) {
            process(harness, chunks(0, 4));
            Watermark early = new Watermark(Long.MAX_VALUE - 1);
            harness.processWatermark(early);
            assertThat(batches(harness)).containsExactly(chunks(0, 3));
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(batches(harness)).containsExactly(chunks(0, 3), chunks(3, 4));
            assertThat(harness.getOutput().stream().filter(Watermark.class::isInstance))
                    .containsExactly(early, Watermark.MAX_WATERMARK);
            assertThat(new ArrayList<>(harness.getOutput()).get(3)).isEqualTo(Watermark.MAX_WATERMARK);
        }
    }

    @Test
    void aChunkBehindTheLastWatermarkIsNotStranded() throws Exception {
        try (var harness = open(null, 1, 0)) {
            harness.processWatermark(Watermark.MAX_WATERMARK);
            process(harness, chunks(0, 2));
            assertThat(batches(harness)).containsExactly(chunks(0, 1), chunks(1, 2));
        }
    }

    @Test
    void theEndOfInputSendsWhatIsLeft() throws Exception {
        try (var harness = open(null, 1, 0)) {
            process(harness, chunks(0, 2));
            harness.endInput();
            assertThat(batches(harness)).containsExactly(chunks(0, 2));
            assertThat(held(harness.snapshot(1, 1))).isEmpty();
        }
    }

    @Test
    void aHalfFullBatchFillsUpAfterARestore() throws Exception {
        OperatorSubtaskState state = halfFull();
        try (var harness = open(state, 1, 0)) {
            process(harness, chunks(2, 3));
            assertThat(batches(harness)).containsExactly(chunks(0, 3));
            assertThat(held(harness.snapshot(2, 2))).isEmpty();
        }
    }

    @Test
    void aRestoredBatchIsSentWhenItHasWaited() throws Exception {
        OperatorSubtaskState state = halfFull();
        try (var harness = open(state, 1, 0)) {
            harness.setProcessingTime(500);
            assertThat(batches(harness)).containsExactly(chunks(0, 2));
        }
    }

    @Test
    void rescalingLosesNothingAndRepeatsNothing() throws Exception {
        List<Chunk> sent = new ArrayList<>();
        OperatorSubtaskState four = AbstractStreamOperatorTestHarness.repackageState(
                run(null, 4, 0, chunks(0, 15), sent),
                run(null, 4, 1, chunks(0, 15), sent),
                run(null, 4, 2, chunks(0, 15), sent),
                run(null, 4, 3, chunks(0, 15), sent));
        assertThat(sent).hasSizeBetween(1, 14);
        OperatorSubtaskState one = run(rescaled(four, 4, 1, 0), 1, 0, chunks(15, 17), sent);
        for (int subtask = 0; subtask < 3; subtask++) {
            try (var harness = open(rescaled(one, 1, 3, subtask), 3, subtask)) {
                process(harness, own(chunks(17, 20), 3, subtask));
                harness.processWatermark(Watermark.MAX_WATERMARK);
                batches(harness).forEach(sent::addAll);
            }
        }
        assertThat(sent).containsExactlyInAnyOrderElementsOf(chunks(0, 20));
    }

    @Test
    void whatSeveralSubtasksHeldIsNoBatchThatIsTooLarge() throws Exception {
        List<Chunk> sent = new ArrayList<>();
        OperatorSubtaskState state = AbstractStreamOperatorTestHarness.repackageState(
                run(null, 2, 0, twoOf(0), sent), run(null, 2, 1, twoOf(1), sent));
        assertThat(sent).isEmpty();
        try (var harness = open(rescaled(state, 2, 1, 0), 1, 0)) {
            harness.setProcessingTime(500);
            assertThat(batches(harness)).extracting(List::size).containsExactly(3, 1);
        }
    }

    private static List<Chunk> twoOf(int subtask) {
        return own(chunks(0, 20), 2, subtask).subList(0, 2);
    }

    private static OperatorSubtaskState halfFull() throws Exception {
        try (var harness = open(null, 1, 0)) {
            process(harness, chunks(0, 2));
            return harness.snapshot(1, 1);
        }
    }

    private static List<Chunk> held(OperatorSubtaskState state) throws Exception {
        try (var harness = open(state, 1, 0)) {
            harness.endInput();
            return batches(harness).stream().flatMap(List::stream).toList();
        }
    }

    private static OperatorSubtaskState run(
            OperatorSubtaskState state, int parallelism, int subtask, List<Chunk> chunks, List<Chunk> sent)
            throws Exception {
        try (var harness = open(state, parallelism, subtask)) {
            process(harness, own(chunks, parallelism, subtask));
            batches(harness).forEach(sent::addAll);
            return harness.snapshot(1, 1);
        }
    }

    private static OperatorSubtaskState rescaled(OperatorSubtaskState state, int from, int to, int subtask) {
        return AbstractStreamOperatorTestHarness.repartitionOperatorState(state, MAX_PARALLELISM, from, to, subtask);
    }

    private static OneInputStreamOperatorTestHarness<Chunk, ChunkBatch> open(
            OperatorSubtaskState state, int parallelism, int subtask) throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<Chunk, ChunkBatch>(
                new BatchOperator(CONFIG), MAX_PARALLELISM, parallelism, subtask);
        harness.setup();
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static void process(OneInputStreamOperatorTestHarness<Chunk, ChunkBatch> harness, List<Chunk> chunks)
            throws Exception {
        for (Chunk chunk : chunks) {
            harness.processElement(chunk, 0);
        }
    }

    private static List<Chunk> own(List<Chunk> chunks, int parallelism, int subtask) {
        ShardPartitioner shards = new ShardPartitioner();
        return chunks.stream()
                .filter(chunk -> shards.partition(chunk.chunkHash(), parallelism) == subtask)
                .toList();
    }

    private static List<List<Chunk>> batches(OneInputStreamOperatorTestHarness<Chunk, ChunkBatch> harness) {
        return harness.extractOutputValues().stream().map(ChunkBatch::chunks).toList();
    }

    private static List<Chunk> chunks(int from, int to) {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = from; i < to; i++) {
            chunks.add(Samples.chunk("a", i, "chunk " + i));
        }
        return chunks;
    }
}
