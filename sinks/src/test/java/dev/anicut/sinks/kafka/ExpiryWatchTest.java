package dev.anicut.sinks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ExpiryWatchTest {
    private static final EventRecord EVENT = new EventRecord("doc-1", new byte[] {1});
    private static final Duration PASSED = Duration.ofMillis(-1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static OneInputStreamOperatorTestHarness<EventRecord, EventRecord> harness(ExpiryWatch watch)
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new StreamMap<>(watch));
    }

    /** Events before each of the two snapshots; the second is returned. */
    private static OperatorSubtaskState snapshot(boolean first, boolean second) throws Exception {
        try (var harness = harness(new ExpiryWatch(HOUR))) {
            harness.open();
            if (first) {
                harness.processElement(EVENT, 0);
            }
            harness.snapshot(1, 1);
            if (second) {
                harness.processElement(EVENT, 0);
            }
            OperatorSubtaskState state = harness.snapshot(2, 2);
            assertThat(harness.extractOutputValues())
                    .extracting(EventRecord::key)
                    .containsOnly("doc-1");
            return state;
        }
    }

    private static int expired(OperatorSubtaskState state, Duration timeout) throws Exception {
        ExpiryWatch watch = new ExpiryWatch(timeout);
        try (var harness = harness(watch)) {
            harness.initializeState(state);
            harness.open();
            return watch.expired();
        }
    }

    @Test
    void tellsOfEventsOlderThanTheTimeout() throws Exception {
        assertThat(expired(snapshot(false, true), PASSED)).isEqualTo(1);
        assertThat(expired(snapshot(false, true), HOUR)).isZero();
    }

    @Test
    void aTransactionWithoutEventsDoesNotExpire() throws Exception {
        assertThat(expired(snapshot(true, false), PASSED)).isZero();
    }
}
