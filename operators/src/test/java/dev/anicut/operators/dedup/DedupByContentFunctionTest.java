package dev.anicut.operators.dedup;

import static dev.anicut.operators.dedup.DedupHarnesses.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.Document;
import dev.anicut.model.Origin;
import dev.anicut.model.Outcome;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.Sequence;
import dev.anicut.operators.Backend;
import dev.anicut.operators.Samples;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("try") // close() of a harness or an iterator may throw anything
class DedupByContentFunctionTest {
    private static final long TTL_MS = Duration.ofHours(1).toMillis();

    @ParameterizedTest
    @EnumSource(Backend.class)
    void labelsRepeatsAcrossARestoreUntilTheTimeToLiveEnds(Backend backend) throws Exception {
        OperatorSubtaskState state;
        try (var harness = DedupHarnesses.byContent(backend, null)) {
            process(harness, checked("a", null, false));
            process(harness, checked("b", null, false));
            assertThat(drain(harness))
                    .extracting(AdmittedDocument::outcome, AdmittedDocument::duplicateOf)
                    .containsExactly(tuple(Outcome.INGESTED, null), tuple(Outcome.DUPLICATE, "a"));
            state = harness.snapshot(1, 1);
        }
        try (var harness = DedupHarnesses.byContent(backend, state)) {
            harness.setStateTtlProcessingTime(TTL_MS - 1);
            process(harness, checked("c", null, false));
            assertThat(drain(harness)).extracting(AdmittedDocument::duplicateOf).containsExactly("a");
            harness.setStateTtlProcessingTime(TTL_MS);
            process(harness, checked("d", null, false));
            assertThat(drain(harness)).extracting(AdmittedDocument::outcome).containsExactly(Outcome.INGESTED);
        }
    }

    @Test
    void theOwnerItselfStaysTheOwner() throws Exception {
        try (var harness = DedupHarnesses.byContent(Backend.HEAP, null)) {
            process(harness, checked("a", null, false));
            process(harness, checked("a", "b", false));
            assertThat(drain(harness)).extracting(AdmittedDocument::outcome).containsOnly(Outcome.INGESTED);
        }
    }

    @Test
    void aStoredOwnerComesBeforeAllThatPass() throws Exception {
        try (var harness = DedupHarnesses.byContent(Backend.HEAP, null)) {
            process(harness, checked("b", "a", false));
            process(harness, checked("a", "a", false));
            assertThat(drain(harness))
                    .extracting(AdmittedDocument::outcome)
                    .containsExactly(Outcome.DUPLICATE, Outcome.INGESTED);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void tombstonesPassByAndTheFirstOwnerStaysTheOwner(Backend backend) throws Exception {
        Document deleted = Document.tombstone("a", new Sequence(9, 0, 0), Origin.ofTopic("t", 0, 9), "t");
        RecalledDocument recalled = new RecalledDocument(deleted, null, null, false);
        try (var harness = DedupHarnesses.byContent(backend, null)) {
            process(harness, checked("a", null, false));
            process(harness, new CheckedDocument(recalled, false));
            process(harness, new CheckedDocument(recalled, true));
            process(harness, checked("b", null, false));
            assertThat(drain(harness))
                    .extracting(
                            AdmittedDocument::outcome, AdmittedDocument::duplicateOf, AdmittedDocument::contentWhole)
                    .containsExactly(
                            tuple(Outcome.INGESTED, null, false),
                            tuple(Outcome.DELETED, null, true),
                            tuple(Outcome.UNCHANGED, null, true),
                            tuple(Outcome.DUPLICATE, "a", false));
        }
    }

    @Test
    void aRepeatEndsAsUnchangedAndKeepsItsOwner() throws Exception {
        try (var harness = DedupHarnesses.byContent(Backend.HEAP, null)) {
            process(harness, checked("b", "a", true));
            process(harness, checked("a", "a", true));
            assertThat(drain(harness))
                    .extracting(AdmittedDocument::outcome, AdmittedDocument::duplicateOf)
                    .containsExactly(tuple(Outcome.UNCHANGED, "a"), tuple(Outcome.UNCHANGED, null));
        }
    }

    @Test
    void passesOnWhetherTheContentIsWhole() throws Exception {
        try (var harness = DedupHarnesses.byContent(Backend.HEAP, null)) {
            RecalledDocument whole = new RecalledDocument(Samples.document("a", 1, "text"), null, null, true);
            process(harness, new CheckedDocument(whole, false));
            process(harness, checked("a", null, false));
            assertThat(drain(harness))
                    .extracting(AdmittedDocument::contentWhole)
                    .containsExactly(true, false);
        }
    }

    private static CheckedDocument checked(String id, String owner, boolean repeat) {
        return new CheckedDocument(
                new RecalledDocument(Samples.document(id, 1, "the same text"), null, owner, false), repeat);
    }

    private static void process(
            KeyedOneInputStreamOperatorTestHarness<String, CheckedDocument, ?> harness, CheckedDocument checked)
            throws Exception {
        harness.processElement(checked, 0);
    }
}
