package dev.anicut.sinks.postgres;

import static dev.anicut.sinks.postgres.Samples.batch;
import static dev.anicut.sinks.postgres.Samples.chunk;
import static dev.anicut.sinks.postgres.Samples.document;
import static dev.anicut.sinks.postgres.Samples.header;
import static dev.anicut.sinks.postgres.Samples.tombstone;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Outcome;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.Sequence;
import dev.anicut.model.StoredDocument;
import dev.anicut.model.memory.DocumentMemory;
import dev.anicut.model.memory.VectorMemory;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @BeforeEach
    void clear() {
        DATABASE.execute("TRUNCATE anicut.document_heads, anicut.contents, anicut.indexed_contents, anicut.embeddings");
    }

    private static void store(String runId, DocumentHeader... headers) throws Exception {
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            new BatchCommitter<>(connection, new DocumentWriter(runId, Samples.MODEL, Samples.CHUNKER, Samples.REPLAY))
                    .commit(List.of(headers));
        }
    }

    private static List<RecalledDocument> recall(String model, String chunker, Document... documents) throws Exception {
        DocumentMemory.Factory factory = PostgresDocumentMemory.factory(DATABASE.config(), model, chunker);
        try (DocumentMemory memory = InstantiationUtil.clone(factory).open()) {
            return memory.recall(List.of(documents));
        }
    }

    @Test
    void recallsTheStoredVersionAndTheOneBeforeItsRun() throws Exception {
        Document one = document("d", 1, "one");
        Document two = document("d", 2, "two");
        store("run-1", header(one));
        store("run-2", header(two));
        Document three = document("d", 3, "three");
        Document other = document("other", 1, "other");

        assertThat(recall(Samples.MODEL, Samples.CHUNKER, other, three, three))
                .containsExactly(
                        new RecalledDocument(other, null, null, false),
                        new RecalledDocument(three, stored(two, one), null, false),
                        new RecalledDocument(three, stored(two, one), null, false));
    }

    private static StoredDocument stored(Document document, Document base) {
        return new StoredDocument(
                document.sequence(), document.fingerprint(), "run-2", base.sequence(), base.fingerprint());
    }

    @Test
    void contentIsWholeForTheModelAndChunkerThatIndexedItUntilItIsMarked() throws Exception {
        Document document = document("d", 1, "text");
        store("run-1", header(document));

        assertThat(recall(Samples.MODEL, Samples.CHUNKER, document).get(0).contentWhole())
                .isTrue();
        assertThat(recall("other-model", Samples.CHUNKER, document).get(0).contentWhole())
                .isFalse();
        assertThat(recall(Samples.MODEL, "c2", document).get(0).contentWhole()).isFalse();
        assertThat(recall("none", Samples.CHUNKER, document).get(0).contentWhole())
                .isFalse();
        DATABASE.execute("UPDATE anicut.contents SET unreferenced_since = now()");
        assertThat(recall(Samples.MODEL, Samples.CHUNKER, document).get(0).contentWhole())
                .isFalse();
    }

    @Test
    void withoutAModelContentIsWholeOnceItsTextIsStored() throws Exception {
        Document document = document("d", 1, "text");
        store("run-1", new DocumentHeader(document, Outcome.INGESTED, null, 0, false));

        assertThat(recall("none", Samples.CHUNKER, document).get(0).contentWhole())
                .isTrue();
        DATABASE.execute("UPDATE anicut.contents SET unreferenced_since = now()");
        assertThat(recall("none", Samples.CHUNKER, document).get(0).contentWhole())
                .isFalse();
    }

    @Test
    void theOwnerIsWhoBroughtTheContentWhateverHasBecomeOfIt() throws Exception {
        Document document = document("new", 1, "text");
        assertThat(owner(document)).isNull();
        store("run-1", new DocumentHeader(document("copy", 1, "text").withoutText(), Outcome.DUPLICATE, "x", 0, true));
        assertThat(owner(document)).as("the owner that the duplicate saw").isEqualTo("x");
        store("run-1", header("x", 1, "text"), header("later", 1, "text"));
        store("run-1", header("x", 2, "other"), tombstone("copy", 2), tombstone("later", 2));
        assertThat(owner(document)).isEqualTo("x");
        DATABASE.execute("UPDATE anicut.contents SET unreferenced_since = now()");
        assertThat(owner(document)).isEqualTo("x");
    }

    @Test
    void recallsTombstonesAndForTombstones() throws Exception {
        Document one = document("d", 1, "one");
        Document deleted = tombstone("d", 2).document();
        store("run-1", header(one));
        store("run-2", tombstone("d", 2));

        assertThat(recall(
                        Samples.MODEL,
                        Samples.CHUNKER,
                        document("d", 3, "one"),
                        tombstone("d", 3).document()))
                .containsExactly(
                        new RecalledDocument(document("d", 3, "one"), stored(deleted, one), "d", true),
                        new RecalledDocument(tombstone("d", 3).document(), stored(deleted, one), null, false));
    }

    private static String owner(Document document) throws Exception {
        return recall(Samples.MODEL, Samples.CHUNKER, document).get(0).contentOwner();
    }

    @Test
    void findsEverythingByIndexThoughItsPlanWasMadeOnEmptyTables() throws Exception {
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            String plan = connection.inTransaction(open -> {
                try (var statement = open.createStatement()) {
                    statement.execute("SET LOCAL plan_cache_mode = force_generic_plan");
                    statement.execute("PREPARE recall (text[], text[], text, text) AS "
                            + numbered(PostgresDocumentMemory.recallSql(true, false)));
                    try (var rows =
                            statement.executeQuery("EXPLAIN (COSTS OFF) EXECUTE recall ('{a}', '{b}', 'm', 'c')")) {
                        StringBuilder lines = new StringBuilder();
                        while (rows.next()) {
                            lines.append(rows.getString(1)).append('\n');
                        }
                        return lines.toString();
                    }
                }
            });
            assertThat(plan)
                    .doesNotContain("Seq Scan", "Hash", "Merge", "Sort Key: document")
                    .contains("document_heads_pkey", "contents_pkey", "indexed_contents_pkey");
        }
    }

    private static String numbered(String sql) {
        String numbered = sql;
        for (int i = 1; numbered.contains("?"); i++) {
            numbered = numbered.replaceFirst("\\?", "\\$" + i);
        }
        return numbered;
    }

    @Test
    void recallsVectorsOfOneModelBitForBitAndOutlivesItsConnection() throws Exception {
        float[] vector = {0.1f, -1.5e-30f, Float.MIN_VALUE, 3.4e38f};
        Document document = document("d", 1, "text");
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            new BatchCommitter<>(connection, new ChunkBatchWriter(Samples.MODEL))
                    .commit(List.of(batch(chunk(document, vector))));
        }
        String hash = document.contentHash();
        try (VectorMemory memory = PostgresVectorMemory.factory(DATABASE.config(), Samples.MODEL)
                        .open();
                VectorMemory other =
                        PostgresVectorMemory.factory(DATABASE.config(), "other").open()) {
            // often enough for the driver to change to binary transfer
            for (int i : IntStream.range(0, 8).toArray()) {
                if (i == 4) {
                    DATABASE.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
                }
                Map<String, float[]> vectors = memory.vectors(List.of(hash, "absent"));
                assertThat(vectors).containsOnlyKeys(hash);
                assertThat(vectors.get(hash)).containsExactly(vector);
            }
            assertThat(other.vectors(List.of(hash))).isEmpty();
        }
    }

    @Test
    void sequencesAreOrderedAsInTheModel() {
        List<Sequence> ordered =
                List.of(new Sequence(1, 9, 9), new Sequence(2, 0, 5), new Sequence(2, 1, 0), new Sequence(10, 0, 0));
        assertThat(ordered).isSorted();
        assertThat(DATABASE.rows("SELECT s FROM (VALUES (ARRAY[10,0,0]::bigint[]), (ARRAY[2,1,0]), (ARRAY[1,9,9]),"
                        + " (ARRAY[2,0,5])) AS v (s) ORDER BY s"))
                .containsExactly("{1,9,9}", "{2,0,5}", "{2,1,0}", "{10,0,0}");
    }
}
