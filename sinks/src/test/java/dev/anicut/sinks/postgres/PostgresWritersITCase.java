package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Document;
import dev.anicut.model.Outcome;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.StoredOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writers, memories, search and collection against a real server. */
class PostgresWritersITCase {
    private Rows rows;

    @BeforeEach
    void freshDatabase() throws SQLException {
        rows = new Rows();
    }

    @Test
    void migratesTwice() throws SQLException {
        Migrations.run(rows.config);
        assertThat(rows.select("SELECT count(*) FROM documents")).containsExactly("0");
    }

    @Test
    void storesADocumentWithItsChunksAndFindsItAgain() throws Exception {
        Document document = Rows.document("a", 1, "one two");
        rows.store("run-1", document, "one", "two");

        assertThat(rows.select("SELECT document_id, ordinal, text FROM passages ORDER BY ordinal"))
                .containsExactly("a|0|one", "a|1|two");
        try (PostgresDocumentMemory memory = new PostgresDocumentMemory(rows.config, Rows.MODEL, Rows.CHUNKER, false)) {
            List<RecalledDocument> recalled =
                    memory.recall(List.of(Rows.document("new", 5, "new"), Rows.document("b", 2, "one two"), document));
            assertThat(recalled.get(0).stored()).isNull();
            assertThat(recalled.get(0).contentOwner()).isNull();
            assertThat(recalled.get(0).contentWhole()).isFalse();
            assertThat(recalled.get(1).stored()).isNull();
            assertThat(recalled.get(1).contentOwner()).isEqualTo("a");
            assertThat(recalled.get(1).contentWhole()).isTrue();
            assertThat(recalled.get(2).stored().fingerprint()).isEqualTo(document.fingerprint());
            assertThat(recalled.get(2).stored().sequence()).isEqualTo(document.sequence());
            assertThat(recalled.get(2).stored().baseSequence()).isNull();
        }
        try (PostgresDocumentMemory other = new PostgresDocumentMemory(rows.config, "other", Rows.CHUNKER, false)) {
            assertThat(other.recall(List.of(document)).get(0).contentWhole()).isFalse();
        }
    }

    @Test
    void findsVectorsOfItsModelOnlyAndToTheBit() throws Exception {
        rows.store("run-1", Rows.document("a", 1, "one"), "one");
        String hash = rows.select("SELECT chunk_hash FROM chunks").get(0);
        try (PostgresVectorMemory memory = new PostgresVectorMemory(rows.config, Rows.MODEL);
                PostgresVectorMemory other = new PostgresVectorMemory(rows.config, "other")) {
            assertThat(memory.vectors(List.of(hash, "absent"))).containsOnlyKeys(hash);
            assertThat(memory.vectors(List.of(hash)).get(hash)).containsExactly(Rows.vector("one"));
            assertThat(other.vectors(List.of(hash))).isEmpty();
        }
    }

    @Test
    void anOlderSequenceNeverOverwritesANewerOne() throws SQLException {
        rows.store("run-2", Rows.document("a", 7, "newer"), "newer");
        Document older = Rows.document("a", 6, "older");
        rows.write(new ChunkBatchWriter(Rows.MODEL), List.of(Rows.batch(older, "older")));

        List<StoredOutcome> outcomes =
                rows.write(new DocumentWriter("run-1", Rows.MODEL, Rows.CHUNKER), List.of(Rows.header(older, 1)));

        assertThat(outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.outcome()).isEqualTo(Outcome.UNCHANGED);
            assertThat(outcome.stale()).isTrue();
        });
        assertThat(rows.select("SELECT text FROM passages")).containsExactly("newer");
    }

    @Test
    void theBaseIsWhatStoodBeforeTheRun() throws SQLException {
        Document first = Rows.document("a", 1, "first");
        rows.store("run-1", first, "first");
        rows.store("run-2", Rows.document("a", 2, "second"), "second");
        rows.store("run-2", Rows.document("a", 3, "third"), "third");

        assertThat(rows.select("SELECT base_fingerprint, base_sequence, sequence FROM documents"))
                .containsExactly(first.fingerprint() + "|{1,0,0}|{3,0,0}");
    }

    @Test
    void aReplayWritesNothing() throws SQLException {
        Document document = Rows.document("a", 1, "one two");
        rows.store("run-1", document, "one", "two");
        String versions = "SELECT xmin FROM documents UNION ALL SELECT xmin FROM contents UNION ALL"
                + " SELECT xmin FROM chunks UNION ALL SELECT xmin FROM embeddings UNION ALL"
                + " SELECT xmin FROM indexed_contents";
        List<String> before = rows.select(versions);
        rows.store("run-1", document, "one", "two");
        assertThat(rows.select(versions)).isEqualTo(before);
    }

    @Test
    void twoVersionsInOneBatchBothPassAndTheNewerStands() throws SQLException {
        Document second = Rows.document("a", 2, "second");
        Document first = Rows.document("a", 1, "first");
        List<StoredOutcome> outcomes = rows.write(
                new DocumentWriter("run-1", Rows.MODEL, Rows.CHUNKER),
                List.of(Rows.header(second, 0), Rows.header(first, 0)));
        assertThat(outcomes).extracting(StoredOutcome::outcome).containsExactly(Outcome.INGESTED, Outcome.INGESTED);
        assertThat(rows.select("SELECT sequence FROM documents")).containsExactly("{2,0,0}");
    }

    @Test
    void aLostConnectionIsRetried() throws SQLException {
        try (Session session = new Session(rows.config)) {
            session.run(connection -> connection.createStatement().execute("SELECT 1"));
            rows.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND datname = current_database()");
            assertThat(session.<Boolean>run(
                            connection -> connection.createStatement().execute("SELECT 1")))
                    .isTrue();
        }
    }

    @Test
    void searchRanksByCosineAndBreaksTiesById() throws SQLException {
        rows.store("run-1", Rows.document("b", 1, "same"), "same");
        rows.store("run-1", Rows.document("a", 1, "same"), "same");
        rows.store("run-1", Rows.document("c", 1, "zz"), "zz");
        try (Search search = new Search(rows.config)) {
            List<Hit> hits = search.nearest(Rows.vector("same"), Rows.MODEL, 10);
            assertThat(hits).extracting(Hit::documentId).containsExactly("a", "b", "c");
            assertThat(hits.get(0).score()).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-6));
            assertThat(search.nearest(Rows.vector("same"), "other", 10)).isEmpty();
        }
    }

    @Test
    void collectsWhatNoDocumentPointsToAndNothingElse() throws SQLException {
        rows.store("run-1", Rows.document("a", 1, "old shared"), "old", "shared");
        rows.store("run-1", Rows.document("b", 1, "kept shared"), "kept", "shared");
        rows.store("run-2", Rows.document("a", 2, "new"), "new");
        try (Collector collector = new Collector(rows.config, Duration.ZERO)) {
            assertThat(collector.dryRun()).isEqualTo(new Collection(1, 0, 0, 0));
            assertThat(rows.select("SELECT count(*) FROM contents WHERE unreferenced_since IS NOT NULL"))
                    .containsExactly("0");
            assertThat(collector.collect().marked()).isEqualTo(1);
        }
        assertThat(rows.select("SELECT text FROM chunks ORDER BY text")).containsExactly("kept", "new", "shared");
        assertThat(rows.select("SELECT count(*) FROM embeddings")).containsExactly("3");
        assertThat(rows.select("SELECT count(*) FROM contents")).containsExactly("2");
        assertThat(rows.select("SELECT document_id, text FROM passages ORDER BY text"))
                .containsExactly("b|kept", "a|new", "b|shared");
    }

    @Test
    void aGracePeriodSparesAndAWriterTakesTheMarkAway() throws SQLException {
        rows.store("run-1", Rows.document("a", 1, "old"), "old");
        rows.store("run-2", Rows.document("a", 2, "new"), "new");
        rows.execute("UPDATE contents SET unreferenced_since = now() WHERE content_hash NOT IN"
                + " (SELECT content_hash FROM documents)");
        try (Collector patient = new Collector(rows.config, Duration.ofDays(1));
                PostgresDocumentMemory memory =
                        new PostgresDocumentMemory(rows.config, Rows.MODEL, Rows.CHUNKER, false)) {
            assertThat(patient.collect()).isEqualTo(new Collection(0, 0, 0, 0));
            Document back = Rows.document("c", 3, "old");
            assertThat(memory.recall(List.of(back)).get(0).contentWhole()).isFalse();
            rows.write(new ChunkBatchWriter(Rows.MODEL), List.of(Rows.batch(back, "old")));
            assertThat(memory.recall(List.of(back)).get(0).contentWhole()).isTrue();
        }
    }
}
