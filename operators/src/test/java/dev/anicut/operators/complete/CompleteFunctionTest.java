package dev.anicut.operators.complete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.ChunkAck;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Outcome;
import dev.anicut.model.Reason;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;
import dev.anicut.operators.Backend;
import dev.anicut.operators.Samples;
import dev.anicut.operators.deadletter.DeadLetters;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("try") // close() of a harness or an iterator may throw anything
class CompleteFunctionTest {

    @Test
    void releasesAtOnceWhatHasNoChunksToWaitFor() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            header(harness, header(1, 0));
            assertThat(harness.extractOutputValues()).containsExactly(header(1, 0));
            assertNothingLeft(harness);
        }
    }

    @Test
    void releasesWithTheLastAckWhenTheHeaderCameFirst() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            header(harness, header(1, 2));
            stored(harness, 1, 0);
            assertThat(harness.extractOutputValues()).isEmpty();
            stored(harness, 1, 1);
            assertThat(harness.extractOutputValues()).containsExactly(header(1, 2));
            assertNothingLeft(harness);
        }
    }

    @Test
    void releasesWithTheHeaderWhenTheAcksCameFirst() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            stored(harness, 1, 1);
            stored(harness, 1, 0);
            assertThat(harness.extractOutputValues()).isEmpty();
            header(harness, header(1, 2));
            assertThat(harness.extractOutputValues()).containsExactly(header(1, 2));
            assertNothingLeft(harness);
        }
    }

    @Test
    void countsEachVersionForItself() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            stored(harness, 2, 0);
            header(harness, header(1, 2));
            header(harness, header(2, 1));
            assertThat(harness.extractOutputValues()).containsExactly(header(2, 1));
            stored(harness, 3, 0);
            stored(harness, 1, 0);
            stored(harness, 1, 1);
            assertThat(harness.extractOutputValues()).containsExactly(header(2, 1), header(1, 2));
            header(harness, header(3, 1));
            assertThat(harness.extractOutputValues()).hasSize(3);
            assertNothingLeft(harness);
        }
    }

    @Test
    void aFailedChunkMakesOneDeadLetterOfTheWholeDocument() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            failed(harness, 1, 2, "no vector");
            stored(harness, 1, 0);
            header(harness, header(1, 3));
            assertThat(deadLetters(harness)).as("while a chunk is out").isEmpty();
            failed(harness, 1, 1, "not a number");
            assertThat(harness.extractOutputValues()).isEmpty();
            Document document = document(1);
            assertThat(deadLetters(harness))
                    .containsExactly(DeadLetter.ofDocument(
                            "run-1",
                            Stage.EMBED,
                            Reason.EMBED_FAILED,
                            "2 of 3 chunks failed: chunk 2: no vector; chunk 1: not a number",
                            document));
            assertNothingLeft(harness);
        }
    }

    @Test
    void theListOfFailedPartsStaysShort() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            header(harness, header(1, 5000));
            for (int i = 0; i < 5000; i++) {
                failed(harness, 1, i, "x".repeat(3000));
            }
            assertThat(deadLetters(harness)).singleElement().satisfies(letter -> assertThat(letter.message())
                    .startsWith("5000 of 5000 chunks failed: chunk 0: xxx")
                    .contains("; chunk 19: xxx")
                    .doesNotContain("chunk 20:")
                    .hasSizeLessThan(5000));
        }
    }

    @Test
    void afterAFailedVersionTheNextOneStartsFromNothing() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            header(harness, header(1, 1));
            failed(harness, 1, 0, "no vector");
            header(harness, header(2, 1));
            stored(harness, 2, 0);
            assertThat(harness.extractOutputValues()).containsExactly(header(2, 1));
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void goesOnInTheMiddleAfterARestore(Backend backend) throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(backend, null)) {
            header(harness, header(1, 2));
            stored(harness, 1, 0);
            failed(harness, 2, 0, "no vector");
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(backend, state)) {
            stored(harness, 1, 1);
            assertThat(harness.extractOutputValues()).containsExactly(header(1, 2));
            header(harness, header(2, 1));
            assertThat(deadLetters(harness))
                    .extracting(DeadLetter::message)
                    .containsExactly("1 of 1 chunks failed: chunk 0: no vector");
            assertNothingLeft(harness);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aRecordThatComesTwiceAtATimeIsReleasedTwice(Backend backend) throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(backend, null)) {
            header(harness, header(1, 2));
            stored(harness, 1, 0);
            header(harness, header(1, 2));
            stored(harness, 1, 0);
            assertThat(harness.extractOutputValues())
                    .as("nobody knows whose chunks they were")
                    .isEmpty();
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(backend, state)) {
            stored(harness, 1, 1);
            assertThat(harness.extractOutputValues()).isEmpty();
            stored(harness, 1, 1);
            assertThat(harness.extractOutputValues()).containsExactly(header(1, 2), header(1, 2));
            assertNothingLeft(harness);
        }
    }

    @Test
    void aRecordThatComesTwiceEndsTwiceWhenTheFirstWasReleasedOrAllChunksCameBefore() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            header(harness, header(1, 1));
            stored(harness, 1, 0);
            stored(harness, 1, 0);
            header(harness, header(1, 1));
            assertThat(harness.extractOutputValues()).containsExactly(header(1, 1), header(1, 1));
            assertNothingLeft(harness);
        }
        try (var harness = open(Backend.HEAP, null)) {
            // once cut into three chunks, once, edited, into two
            for (int i = 0; i < 5; i++) {
                stored(harness, 1, i % 3);
            }
            header(harness, header(1, 3));
            assertThat(harness.extractOutputValues()).isEmpty();
            header(harness, header(1, 2));
            assertThat(harness.extractOutputValues()).containsExactly(header(1, 3), header(1, 2));
            assertNothingLeft(harness);
        }
    }

    @Test
    void aRecordThatComesTwiceFailsTwice() throws Exception {
        try (var harness = open(Backend.HEAP, null)) {
            header(harness, header(1, 1));
            header(harness, header(1, 1));
            failed(harness, 1, 0, "no vector");
            stored(harness, 1, 0);
            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(deadLetters(harness)).hasSize(2).allSatisfy(letter -> assertThat(letter.message())
                    .isEqualTo("1 of 2 chunks failed: chunk 0: no vector"));
            assertNothingLeft(harness);
        }
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, DocumentHeader, ChunkAck, DocumentHeader> open(
            Backend backend, OperatorSubtaskState state) throws Exception {
        var harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new CompleteFunction("run-1")),
                header -> header.document().id(),
                ChunkAck::documentId,
                Types.STRING);
        harness.setStateBackend(backend.create());
        harness.setup();
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static Document document(long version) {
        return Samples.document("a", new Sequence(version, 0, 0), version, null, "text")
                .withoutText();
    }

    private static DocumentHeader header(long version, int chunks) {
        return new DocumentHeader(document(version), Outcome.INGESTED, null, chunks, true);
    }

    private static void header(
            KeyedTwoInputStreamOperatorTestHarness<String, DocumentHeader, ChunkAck, DocumentHeader> harness,
            DocumentHeader header)
            throws Exception {
        harness.processElement1(new StreamRecord<>(header));
    }

    private static void stored(
            KeyedTwoInputStreamOperatorTestHarness<String, DocumentHeader, ChunkAck, DocumentHeader> harness,
            long version,
            int ordinal)
            throws Exception {
        harness.processElement2(
                new StreamRecord<>(new ChunkAck("a", new Sequence(version, 0, 0), ordinal, true, null, null)));
    }

    private static void failed(
            KeyedTwoInputStreamOperatorTestHarness<String, DocumentHeader, ChunkAck, DocumentHeader> harness,
            long version,
            int ordinal,
            String message)
            throws Exception {
        harness.processElement2(new StreamRecord<>(
                new ChunkAck("a", new Sequence(version, 0, 0), ordinal, false, Reason.EMBED_FAILED, message)));
    }

    private static List<DeadLetter> deadLetters(
            KeyedTwoInputStreamOperatorTestHarness<String, DocumentHeader, ChunkAck, DocumentHeader> harness) {
        var letters = harness.getSideOutput(DeadLetters.TAG);
        return letters == null
                ? List.of()
                : letters.stream().map(StreamRecord::getValue).toList();
    }

    private static void assertNothingLeft(
            KeyedTwoInputStreamOperatorTestHarness<String, DocumentHeader, ChunkAck, DocumentHeader> harness) {
        if (harness.getOperator().getKeyedStateBackend() instanceof HeapKeyedStateBackend<?> heap) {
            assertThat(heap.numKeyValueStateEntries()).isZero();
        }
    }
}
