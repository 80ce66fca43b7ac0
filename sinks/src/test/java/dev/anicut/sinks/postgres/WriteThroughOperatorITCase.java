package dev.anicut.sinks.postgres;

import static dev.anicut.sinks.postgres.Samples.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.StoredOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteThroughOperatorITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final OutputTag<DeadLetter> LETTERS =
            new OutputTag<>("letters", TypeInformation.of(DeadLetter.class));
    private static final int MAX_ELEMENTS = 3;

    private OneInputStreamOperatorTestHarness<DocumentHeader, StoredOutcome> harness;

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    @BeforeEach
    void open() throws Exception {
        DATABASE.execute("TRUNCATE anicut.document_heads, anicut.contents, anicut.indexed_contents");
        open(DATABASE.options());
    }

    private void open(Configuration options) throws Exception {
        DocumentWriter writer = new DocumentWriter("run-1", Samples.MODEL, Samples.CHUNKER, Samples.REPLAY);
        harness = new OneInputStreamOperatorTestHarness<>(InstantiationUtil.clone(
                new WriteThroughOperator<>(writer, PostgresConfig.from(options), MAX_ELEMENTS, LETTERS)));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private List<String> emitted() {
        return harness.extractOutputStreamRecords().stream()
                .map(record -> record.getValue().documentId())
                .toList();
    }

    private static List<String> stored() {
        return DATABASE.rows("SELECT document_id FROM anicut.documents ORDER BY 1");
    }

    @Test
    void holdsElementsUntilTheBatchIsFullAndKeepsTheirTimestamps() throws Exception {
        harness.processElement(header("b", 1, "b"), 20);
        harness.processElement(header("a", 1, "a"), 10);
        assertThat(emitted()).isEmpty();
        assertThat(stored()).isEmpty();

        harness.processElement(new StreamRecord<>(header("c", 1, "c")));
        assertThat(emitted()).containsExactly("b", "a", "c");
        assertThat(stored()).containsExactly("a", "b", "c");
        assertThat(harness.extractOutputStreamRecords())
                .extracting(record -> record.hasTimestamp() ? record.getTimestamp() : -1)
                .containsExactly(20L, 10L, -1L);
    }

    @Test
    void writesBeforeTheBarrierAndHoldsNoState() throws Exception {
        harness.processElement(header("a", 1, "a"), 0);
        harness.prepareSnapshotPreBarrier(1);
        assertThat(emitted()).containsExactly("a");
        assertThat(stored()).containsExactly("a");
        assertThat(harness.snapshot(1, 1).hasState()).isFalse();
    }

    @Test
    void writesAtTheEndOfInput() throws Exception {
        harness.processElement(header("a", 1, "a"), 0);
        harness.endInput();
        assertThat(emitted()).containsExactly("a");
        assertThat(stored()).containsExactly("a");
    }

    @Test
    void whatComesAfterAPauseIsWrittenAtOnceAndWhatFollowsWaits() throws Exception {
        harness.setProcessingTime(1000);
        harness.processElement(header("a", 1, "a"), 0);
        assertThat(emitted()).containsExactly("a");

        harness.setProcessingTime(1100);
        harness.processElement(header("b", 1, "b"), 0);
        harness.setProcessingTime(1499);
        assertThat(emitted()).containsExactly("a");
        harness.setProcessingTime(1500);
        assertThat(emitted()).containsExactly("a", "b");

        harness.setProcessingTime(2000);
        harness.processElement(header("c", 1, "c"), 0);
        assertThat(emitted()).containsExactly("a", "b", "c");
    }

    @Test
    void aFlushBySizeStartsTheTimeAnewToo() throws Exception {
        harness.setProcessingTime(400);
        for (String id : List.of("a", "b", "c")) {
            harness.processElement(header(id, 1, id), 0);
        }
        assertThat(emitted()).containsExactly("a", "b", "c");
        harness.processElement(header("d", 1, "d"), 0);
        harness.setProcessingTime(899);
        assertThat(emitted()).containsExactly("a", "b", "c");
        harness.setProcessingTime(900);
        assertThat(emitted()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void writesWhenTheBytesAreMany() throws Exception {
        close();
        Configuration options = DATABASE.options();
        options.setString("postgres.batch-bytes", "3 b");
        open(options);

        harness.processElement(header("a", 1, "a"), 0);
        assertThat(emitted()).isEmpty();
        harness.processElement(header("b", 1, "b"), 0);
        assertThat(emitted()).containsExactly("a", "b");
    }

    @Test
    void watermarksWaitForTheElementsBeforeThemAndTheLastOneFlushes() throws Exception {
        harness.processWatermark(new Watermark(1));
        harness.processElement(header("a", 1, "a"), 2);
        harness.processWatermark(new Watermark(5));
        assertThat(harness.getOutput()).containsExactly(new Watermark(1));
        harness.processWatermark(Watermark.MAX_WATERMARK);

        Object[] output = harness.getOutput().toArray();
        assertThat(output).hasSize(3);
        assertThat(output[1]).isInstanceOf(StreamRecord.class);
        assertThat(output[2]).isEqualTo(Watermark.MAX_WATERMARK);
    }

    @Test
    void whatTheDatabaseRejectsGoesToTheDeadLetters() throws Exception {
        for (String id : List.of("a", "b\0", "c")) {
            harness.processElement(header(id, 1, id), 7);
        }
        assertThat(emitted()).containsExactly("a", "c");
        assertThat(harness.getSideOutput(LETTERS)).hasSize(1);
        assertThat(harness.getSideOutput(LETTERS).peek().getTimestamp()).isEqualTo(7);
        assertThat(harness.getSideOutput(LETTERS).peek().getValue().documentId())
                .isEqualTo("b\0");
    }

    @Test
    void outlivesItsConnection() throws Exception {
        harness.processElement(header("a", 1, "a"), 0);
        harness.prepareSnapshotPreBarrier(1);
        DATABASE.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        harness.processElement(header("b", 1, "b"), 0);
        harness.prepareSnapshotPreBarrier(2);
        assertThat(emitted()).containsExactly("a", "b");
        assertThat(stored()).containsExactly("a", "b");
    }

    @Test
    void nothingIsEmittedWhenTheCommitFails() throws Exception {
        DATABASE.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'not at commit' USING ERRCODE = 'P0001'; END $$;"
                + " CREATE CONSTRAINT TRIGGER refuse_commit AFTER INSERT ON anicut.document_heads DEFERRABLE INITIALLY"
                + " DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()");
        try {
            harness.processElement(header("a", 1, "a"), 0);
            assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(1))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("not at commit");
            assertThat(emitted()).isEmpty();
            assertThat(stored()).isEmpty();
        } finally {
            DATABASE.execute("DROP TRIGGER refuse_commit ON anicut.document_heads; DROP FUNCTION refuse");
        }
    }

    @Test
    void handsAnElementOnOnlyOnceOthersSeeItsRow() throws Exception {
        harness.close();
        VisibilityProbe probe = new VisibilityProbe();
        OneInputStreamOperatorTestHarness<String, String> probed = new OneInputStreamOperatorTestHarness<>(
                new WriteThroughOperator<>(probe, DATABASE.config(), 1, LETTERS));
        probed.open();
        probed.processElement("a", 0);
        assertThat(probed.extractOutputValues()).containsExactly("a");
        assertThat(VisibilityProbe.seenWhileWriting).isEmpty();
        assertThat(stored()).isEmpty();
        assertThat(DATABASE.rows("SELECT content_hash FROM anicut.contents")).containsExactly("a");
        probed.close();
    }

    /** Writes contents and looks at them from outside before its transaction is committed. */
    private static final class VisibilityProbe implements BatchWriter<String, String> {
        private static final long serialVersionUID = 1L;
        private static List<String> seenWhileWriting;

        @Override
        public List<List<String>> write(Connection connection, List<String> batch) throws SQLException {
            try (var insert = connection.prepareStatement(
                    "INSERT INTO anicut.contents (content_hash, text_length) VALUES (?, 1)")) {
                insert.setString(1, batch.get(0));
                insert.executeUpdate();
            }
            seenWhileWriting = DATABASE.rows("SELECT content_hash FROM anicut.contents");
            return List.of(batch);
        }

        @Override
        public Settled<String> reject(String element, String message) {
            throw new AssertionError(message);
        }

        @Override
        public long weight(String element) {
            return 1;
        }
    }
}
