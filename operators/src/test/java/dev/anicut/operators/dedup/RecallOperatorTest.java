package dev.anicut.operators.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.Document;
import dev.anicut.model.Outcome;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.memory.DocumentMemory;
import dev.anicut.operators.Samples;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() of a harness or an iterator may throw anything
class RecallOperatorTest {
    private static final String TABLE = "recall";

    private FakeDocumentTable table;
    private OneInputStreamOperatorTestHarness<Document, RecalledDocument> harness;

    @BeforeEach
    void open() throws Exception {
        table = FakeDocumentTable.named(TABLE);
        harness = harness(FakeDocumentTable.memory(TABLE));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void asksForAFullBatchAtOnceAndKeepsOrderAndTimestamps() throws Exception {
        table.commit(new AdmittedDocument(document(1), Outcome.INGESTED, null, false), "run-1");
        for (int i = 0; i < 7; i++) {
            harness.processElement(document(i), 100 + i);
        }
        assertThat(table.recallSizes()).containsExactly(3, 3);
        assertThat(harness.extractOutputStreamRecords())
                .extracting(record -> record.getValue().document().id(), StreamRecord::getTimestamp)
                .containsExactly(
                        tuple("0", 100L),
                        tuple("1", 101L),
                        tuple("2", 102L),
                        tuple("3", 103L),
                        tuple("4", 104L),
                        tuple("5", 105L));
        List<RecalledDocument> recalled = harness.extractOutputValues();
        assertThat(recalled.get(0).stored()).isNull();
        assertThat(recalled.get(1)).isEqualTo(table.recall(document(1)));
        assertThat(recalled.get(1).stored().runId()).isEqualTo("run-1");
    }

    @Test
    void aRecordWithoutTimestampStaysWithoutOne() throws Exception {
        harness.processElement(new StreamRecord<>(document(0)));
        harness.endInput();
        assertThat(harness.extractOutputStreamRecords()).noneMatch(StreamRecord::hasTimestamp);
    }

    @Test
    void asksForAPartOfABatchWhenItHasWaited() throws Exception {
        harness.setProcessingTime(1000);
        harness.processElement(document(0), 0);
        harness.setProcessingTime(1099);
        assertThat(harness.extractOutputValues()).isEmpty();
        harness.setProcessingTime(1100);
        assertThat(harness.extractOutputValues()).hasSize(1);
    }

    @Test
    void theWaitOfABatchThatFilledDoesNotCutTheNextOneShort() throws Exception {
        harness.setProcessingTime(1000);
        for (int i = 0; i < 3; i++) {
            harness.processElement(document(i), i);
        }
        harness.setProcessingTime(1050);
        harness.processElement(document(3), 3);
        harness.setProcessingTime(1100);
        assertThat(harness.extractOutputValues()).hasSize(3);
        harness.setProcessingTime(1150);
        assertThat(harness.extractOutputValues()).hasSize(4);
    }

    @Test
    void noWatermarkOvertakesABatch() throws Exception {
        harness.processElement(document(0), 10);
        harness.processWatermark(new Watermark(10));
        harness.processElement(document(1), 20);
        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(harness.getOutput().stream().map(Object::getClass).map(Class::getSimpleName))
                .containsExactly("StreamRecord", "Watermark", "StreamRecord", "Watermark");
    }

    @Test
    void holdsNothingBackBeforeABarrier() throws Exception {
        harness.processElement(document(0), 0);
        harness.prepareSnapshotPreBarrier(1);
        assertThat(harness.extractOutputValues()).hasSize(1);
    }

    @Test
    void holdsNothingBackAtTheEndOfInput() throws Exception {
        harness.processElement(document(0), 0);
        harness.endInput();
        assertThat(harness.extractOutputValues()).hasSize(1);
    }

    @Test
    void asksForNothingWhenThereIsNothing() throws Exception {
        harness.prepareSnapshotPreBarrier(1);
        harness.processWatermark(Watermark.MAX_WATERMARK);
        harness.endInput();
        assertThat(table.recallSizes()).isEmpty();
    }

    @Test
    void longTextsMakeABatchFullBeforeItsTime() throws Exception {
        harness.processElement(Samples.document("0", 0, "x".repeat(5 << 20)), 0);
        assertThat(harness.extractOutputValues()).isEmpty();
        harness.processElement(Samples.document("1", 1, "x".repeat(3 << 20)), 1);
        assertThat(harness.extractOutputValues()).hasSize(2);
        harness.processElement(Samples.document("2", 2, "x".repeat(5 << 20)), 2);
        assertThat(harness.extractOutputValues()).as("weighed anew").hasSize(2);
    }

    @Test
    void closesItsMemory() throws Exception {
        harness.close();
        assertThat(table.isClosed()).isTrue();
    }

    @Test
    void aMemoryThatForgetsADocumentFailsTheJob() throws Exception {
        try (var forgetful = harness(Forgetful::new)) {
            forgetful.processElement(document(0), 0);
            assertThatThrownBy(forgetful::endInput).hasMessage("asked for 1 documents, 0 were recalled");
        }
    }

    private static OneInputStreamOperatorTestHarness<Document, RecalledDocument> harness(DocumentMemory.Factory memory)
            throws Exception {
        var harness =
                new OneInputStreamOperatorTestHarness<>(new RecallOperator(DedupHarnesses.CONFIG, memory), 1, 1, 0);
        harness.open();
        return harness;
    }

    private static Document document(int position) {
        return Samples.document(Integer.toString(position), position, "text " + position);
    }

    private static final class Forgetful implements DocumentMemory {
        @Override
        public List<RecalledDocument> recall(List<Document> documents) {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
