package dev.anicut.operators.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.LedgerDelta;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.Tally;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() of a harness or an iterator may throw anything
class CountOperatorTest {

    @Test
    void handsItsCountsOnBeforeABarrierAndStartsAnew() throws Exception {
        try (var harness = open(null)) {
            count(harness, 2, 3);
            assertThat(reads(harness)).isEmpty();
            harness.prepareSnapshotPreBarrier(1);
            assertThat(reads(harness)).containsExactly(5L);
            harness.prepareSnapshotPreBarrier(2);
            assertThat(reads(harness)).containsExactly(5L);
            count(harness, 7);
            harness.prepareSnapshotPreBarrier(3);
            assertThat(reads(harness)).containsExactly(5L, 7L);
        }
    }

    @Test
    void noWatermarkOvertakesItsCounts() throws Exception {
        try (var harness = open(null)) {
            count(harness, 1);
            harness.processWatermark(new Watermark(5));
            assertThat(harness.getOutput()).hasSize(2);
            assertThat(harness.getOutput().peek()).isInstanceOf(StreamRecord.class);
        }
    }

    @Test
    void theLastWatermarkBringsADeltaOfZerosEvenWithoutOneElement() throws Exception {
        try (var harness = open(null)) {
            harness.processWatermark(Watermark.MAX_WATERMARK);
            harness.endInput();
            assertThat(reads(harness)).containsExactly(0L);
            assertThat(harness.getOutput()).last().isEqualTo(Watermark.MAX_WATERMARK);
        }
    }

    @Test
    void handsOnWhatCameBehindTheLastWatermark() throws Exception {
        try (var harness = open(null)) {
            harness.processWatermark(Watermark.MAX_WATERMARK);
            count(harness, 1);
            harness.endInput();
            assertThat(reads(harness)).containsExactly(0L, 1L);
        }
    }

    @Test
    void handsItsCountsOnFromTimeToTimeUntilTheEnd() throws Exception {
        try (var harness = open(null)) {
            count(harness, 1);
            harness.setProcessingTime(500);
            count(harness, 2);
            harness.setProcessingTime(1000);
            harness.setProcessingTime(1500);
            assertThat(reads(harness)).containsExactly(1L, 2L);
            harness.endInput();
            harness.setProcessingTime(10_000);
            assertThat(harness.getProcessingTimeService().getNumActiveTimers()).isZero();
        }
    }

    @Test
    void aDeltaIsNotWrittenToAfterwards() throws Exception {
        try (var harness = open(null)) {
            harness.getExecutionConfig().enableObjectReuse();
            count(harness, 1);
            harness.prepareSnapshotPreBarrier(1);
            LedgerDelta delta = harness.extractOutputValues().get(0);
            count(harness, 5);
            assertThat(delta.counts()[LedgerEntry.READ.ordinal()]).isEqualTo(1);
        }
    }

    @Test
    void aRestoreNeitherLosesNorRepeatsWhatWasCountedBeforeTheBarrier() throws Exception {
        long sum = 0;
        OperatorSubtaskState state;
        try (var harness = open(null)) {
            count(harness, 1, 2, 3);
            harness.prepareSnapshotPreBarrier(1);
            state = harness.snapshot(1, 1);
            sum += reads(harness).stream().mapToLong(Long::longValue).sum();
            // lost with the crash, and replayed
            count(harness, 4);
        }
        try (var harness = open(state)) {
            count(harness, 4, 5);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            harness.endInput();
            sum += reads(harness).stream().mapToLong(Long::longValue).sum();
        }
        assertThat(sum).isEqualTo(15);
    }

    private static OneInputStreamOperatorTestHarness<Tally, LedgerDelta> open(OperatorSubtaskState state)
            throws Exception {
        var harness =
                new OneInputStreamOperatorTestHarness<>(new CountOperator<Tally>("run-1", Counting::tally), 1, 1, 0);
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static void count(OneInputStreamOperatorTestHarness<Tally, LedgerDelta> harness, long... reads)
            throws Exception {
        for (long read : reads) {
            harness.processElement(new Tally(LedgerEntry.READ, read), 0);
        }
    }

    private static List<Long> reads(OneInputStreamOperatorTestHarness<Tally, LedgerDelta> harness) {
        return harness.extractOutputValues().stream()
                .map(delta -> delta.counts()[LedgerEntry.READ.ordinal()])
                .toList();
    }
}
