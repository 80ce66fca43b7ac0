package dev.anicut.operators.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerDelta;
import dev.anicut.model.LedgerEntry;
import dev.anicut.operators.Backend;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("try") // close() of a harness or an iterator may throw anything
class LedgerFunctionTest {

    @ParameterizedTest
    @EnumSource(Backend.class)
    void sumsAcrossARestoreAndEndsWithOneFinishedLedger(Backend backend) throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(backend, null)) {
            add(harness, 3, 1);
            add(harness, 2, 0);
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(backend, state)) {
            add(harness, 0, 4);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            harness.setProcessingTime(10_000);
            assertThat(totals(harness)).containsExactly("5 of 5 finished");
            assertNoTimers(harness);
        }
    }

    @Test
    void emitsAbsoluteTotalsFromTimeToTime() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            add(harness, 3, 1);
            add(harness, 2, 0);
            harness.setProcessingTime(500);
            harness.setProcessingTime(5000);
            add(harness, 0, 1);
            harness.setProcessingTime(5500);
            assertThat(totals(harness)).containsExactly("1 of 5", "2 of 5");
        }
    }

    @Test
    void aRestoredLedgerIsEmittedWithoutAnotherDelta() throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(Backend.HEAP, null)) {
            add(harness, 3, 1);
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(Backend.HEAP, state)) {
            harness.setProcessingTime(500);
            assertThat(totals(harness)).containsExactly("1 of 3");
            assertThat(accumulated(harness, "in_flight")).as("shown, too").isEqualTo(2L);
        }
    }

    @Test
    void aRunWithoutOneRecordEndsWithALedgerOfZeros() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            add(harness, 0, 0);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(totals(harness)).containsExactly("0 of 0 finished");
        }
    }

    @Test
    void theTotalsAreAccumulatorsToo() throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(Backend.HEAP, null)) {
            add(harness, 3, 1);
            add(harness, 2, 2);
            assertThat(accumulated(harness, "read")).isEqualTo(5L);
            assertThat(accumulated(harness, "ingested")).isEqualTo(3L);
            assertThat(accumulated(harness, "settled")).isEqualTo(3L);
            assertThat(accumulated(harness, "in_flight")).isEqualTo(2L);
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(Backend.HEAP, state)) {
            add(harness, 0, 2);
            assertThat(accumulated(harness, "read")).as("absolute, from state").isEqualTo(5L);
            assertThat(accumulated(harness, "in_flight")).isZero();
        }
    }

    private static long accumulated(
            KeyedOneInputStreamOperatorTestHarness<String, LedgerDelta, Ledger> harness, String name) throws Exception {
        return (Long) harness.getEnvironment()
                .getAccumulatorRegistry()
                .getSnapshot()
                .deserializeUserAccumulators(LedgerFunctionTest.class.getClassLoader())
                .get(name)
                .getLocalValue();
    }

    @Test
    void aRunThatDoesNotAddUpFailsForGood() throws Exception {
        assertImbalance(5, 4, "1 records have no outcome: read=5 ingested=4 unchanged=0");
        assertImbalance(4, 5, "-1 records have no outcome: read=4 ingested=5 unchanged=0");
    }

    private static void assertImbalance(long read, long ingested, String message) throws Exception {
        var harness = open(Backend.HEAP, null);
        add(harness, read, ingested);
        assertThatThrownBy(() -> harness.processWatermark(Watermark.MAX_WATERMARK))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseInstanceOf(LedgerImbalanceException.class)
                .rootCause()
                .hasMessageContaining(message);
        assertThat(totals(harness)).isEmpty();
        harness.close();
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aRestoreFromBehindTheEndDoesNotReplaceTheTotalsByZeros(Backend backend) throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(backend, null)) {
            add(harness, 5, 5);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(backend, state)) {
            add(harness, 0, 0);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            harness.setProcessingTime(10_000);
            assertThat(totals(harness)).isEmpty();
            assertNoTimers(harness);
        }
    }

    @Test
    void aRunThatWasDrainedAndGoesOnKeepsItsTotals() throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(Backend.HEAP, null)) {
            add(harness, 5, 5);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(Backend.HEAP, state)) {
            add(harness, 1, 0);
            harness.setProcessingTime(500);
            add(harness, 0, 1);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(totals(harness)).containsExactly("5 of 6", "6 of 6 finished");
        }
    }

    @Test
    void whatIsCountedBehindTheEndFailsTheJob() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            add(harness, 5, 5);
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThatThrownBy(() -> add(harness, 1, 1))
                    .isInstanceOf(SuppressRestartsException.class)
                    .hasRootCauseMessage("counted after the end of run run-1");
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, LedgerDelta, Ledger> open(
            Backend backend, OperatorSubtaskState state) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new LedgerFunction(InputSize.UNKNOWN)), LedgerDelta::runId, Types.STRING);
        harness.setStateBackend(backend.create());
        harness.setup();
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static void add(
            KeyedOneInputStreamOperatorTestHarness<String, LedgerDelta, Ledger> harness, long read, long ingested)
            throws Exception {
        long[] counts = new long[LedgerEntry.values().length];
        counts[LedgerEntry.READ.ordinal()] = read;
        counts[LedgerEntry.INGESTED.ordinal()] = ingested;
        harness.processElement(new LedgerDelta("run-1", counts), 0);
    }

    private static List<String> totals(KeyedOneInputStreamOperatorTestHarness<String, LedgerDelta, Ledger> harness) {
        return harness.extractOutputValues().stream()
                .map(ledger -> ledger.get(LedgerEntry.INGESTED) + " of " + ledger.get(LedgerEntry.READ)
                        + (ledger.finished() ? " finished" : ""))
                .toList();
    }

    private static void assertNoTimers(KeyedOneInputStreamOperatorTestHarness<String, LedgerDelta, Ledger> harness) {
        assertThat(harness.numProcessingTimeTimers()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }
}
