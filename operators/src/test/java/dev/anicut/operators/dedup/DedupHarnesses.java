package dev.anicut.operators.dedup;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.StoredOutcome;
import dev.anicut.operators.Backend;
import dev.anicut.operators.ledger.Outcomes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** The two keyed dedup stages in harnesses. */
final class DedupHarnesses {
    static final String RUN = "run-2";
    static final DedupConfig CONFIG = new DedupConfig(3, Duration.ofMillis(100), Duration.ofHours(1));

    private DedupHarnesses() {}

    static KeyedOneInputStreamOperatorTestHarness<String, RecalledDocument, CheckedDocument> byId(
            Backend backend, OperatorSubtaskState state) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new DedupByIdFunction(CONFIG, RUN, true)),
                recalled -> recalled.document().id(),
                Types.STRING);
        return open(harness, backend, state);
    }

    static KeyedOneInputStreamOperatorTestHarness<String, CheckedDocument, AdmittedDocument> byContent(
            Backend backend, OperatorSubtaskState state) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new DedupByContentFunction(CONFIG)),
                CheckedDocument::contentKey,
                Types.STRING);
        return open(harness, backend, state);
    }

    private static <H extends OneInputStreamOperatorTestHarness<?, ?>> H open(
            H harness, Backend backend, OperatorSubtaskState state) throws Exception {
        harness.setStateBackend(backend.create());
        harness.setup();
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    /** The values that came out since the last call. */
    static <T> List<T> drain(OneInputStreamOperatorTestHarness<?, T> harness) {
        List<T> values = harness.extractOutputValues();
        harness.getOutput().clear();
        return values;
    }

    /** The outcomes that were settled since the last call. */
    static List<StoredOutcome> drainOutcomes(OneInputStreamOperatorTestHarness<?, ?> harness) {
        var queue = harness.getSideOutput(Outcomes.TAG);
        List<StoredOutcome> outcomes = new ArrayList<>();
        if (queue != null) {
            queue.forEach(record -> outcomes.add(record.getValue()));
            queue.clear();
        }
        return outcomes;
    }
}
