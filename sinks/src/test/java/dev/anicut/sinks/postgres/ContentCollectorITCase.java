package dev.anicut.sinks.postgres;

import static dev.anicut.sinks.postgres.Samples.batch;
import static dev.anicut.sinks.postgres.Samples.chunk;
import static dev.anicut.sinks.postgres.Samples.document;
import static dev.anicut.sinks.postgres.Samples.duplicate;
import static dev.anicut.sinks.postgres.Samples.header;
import static dev.anicut.sinks.postgres.Samples.tombstone;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.memory.DocumentMemory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContentCollectorITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final Duration GRACE = Duration.ofDays(1);
    private static final Document ONE = document("d", 1, "one");
    private static final Document TWO = document("d", 2, "two");

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @BeforeEach
    void clear() {
        DATABASE.execute("TRUNCATE anicut.document_heads, anicut.contents, anicut.indexed_contents, anicut.chunks,"
                + " anicut.embeddings");
    }

    private static CollectionReport collect(Duration grace) throws Exception {
        return collect(new CollectConfig(grace, Duration.ofDays(30)));
    }

    private static CollectionReport collect(CollectConfig config) throws Exception {
        try (ContentCollector collector = new ContentCollector(DATABASE.config(), config)) {
            CollectionReport preview = collector.preview();
            CollectionReport report = collector.collect();
            assertThat(preview)
                    .usingRecursiveComparison()
                    .ignoringFields("dryRun")
                    .isEqualTo(report);
            assertThat(preview.dryRun()).isTrue();
            return report;
        }
    }

    private static void storeChunk(Document document) throws Exception {
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            new BatchCommitter<>(connection, new ChunkBatchWriter(Samples.MODEL))
                    .commit(List.of(batch(chunk(document, 1, 2))));
        }
    }

    private static void storeDocument(DocumentHeader header) throws Exception {
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            new BatchCommitter<>(connection, new DocumentWriter("r1", Samples.MODEL, Samples.CHUNKER, Samples.REPLAY))
                    .commit(List.of(header));
        }
    }

    private static void store(Document document) throws Exception {
        storeChunk(document);
        storeDocument(header(document));
    }

    /** Lets two days pass. */
    private static void age() {
        DATABASE.execute("UPDATE anicut.contents SET unreferenced_since = unreferenced_since - interval '2 days';"
                + " UPDATE anicut.chunks SET created_at = created_at - interval '2 days';"
                + " UPDATE anicut.embeddings SET created_at = created_at - interval '2 days'");
    }

    private static List<String> counts() {
        return DATABASE.rows("SELECT (SELECT count(*) FROM anicut.contents),"
                + " (SELECT count(*) FROM anicut.indexed_contents), (SELECT count(*) FROM anicut.chunks),"
                + " (SELECT count(*) FROM anicut.embeddings)");
    }

    @Test
    void removesWhatAChangedDocumentLeftBehindOnceTheGracePeriodIsOver() throws Exception {
        store(ONE);
        store(TWO);

        assertThat(collect(GRACE))
                .extracting(CollectionReport::marked, CollectionReport::contents)
                .containsExactly(1L, 0L);
        assertThat(counts()).containsExactly("2|2|2|2");
        age();
        CollectionReport report = collect(GRACE);
        assertThat(report.contents()).isEqualTo(1);
        assertThat(report.chunks()).isEqualTo(1);
        assertThat(report.embeddings()).isEqualTo(1);
        assertThat(report.bytes()).isPositive();
        assertThat(counts()).containsExactly("1|1|1|1");
        assertThat(DATABASE.rows("SELECT text FROM anicut.search_chunks")).containsExactly("two");
    }

    @Test
    void withoutGraceOneCollectionIsEnough() throws Exception {
        store(ONE);
        store(TWO);

        assertThat(collect(Duration.ZERO).contents()).isEqualTo(1);
        assertThat(counts()).containsExactly("1|1|1|1");
    }

    @Test
    void aPreviewChangesNothing() throws Exception {
        store(ONE);
        store(TWO);
        List<String> before = DATABASE.places("contents");
        try (ContentCollector collector =
                new ContentCollector(DATABASE.config(), new CollectConfig(Duration.ZERO, Duration.ZERO))) {
            assertThat(collector.preview().contents()).isEqualTo(1);
        }
        assertThat(DATABASE.places("contents")).isEqualTo(before);
        assertThat(counts()).containsExactly("2|2|2|2");
    }

    @Test
    void contentOfADeletedOwnerIsCollectedOnlyWhenItsDuplicateIsDeletedToo() throws Exception {
        store(ONE);
        storeDocument(duplicate("copy", 1, "one", "d"));
        storeDocument(tombstone("d", 2));
        assertThat(collect(Duration.ZERO).contents()).isZero();
        assertThat(DATABASE.rows("SELECT document_id, text FROM anicut.search_chunks"))
                .containsExactly("copy|one");

        storeDocument(tombstone("copy", 2));
        assertThat(collect(Duration.ZERO).contents()).isEqualTo(1);
        assertThat(counts()).containsExactly("0|0|0|0");
    }

    @Test
    void forgetsTombstonesOlderThanTheirRetentionAndNothingElse() throws Exception {
        store(ONE);
        storeDocument(tombstone("old", 1));
        storeDocument(tombstone("young", 1));
        DATABASE.execute("UPDATE anicut.document_heads SET updated_at = now() - interval '40 days'"
                + " WHERE document_id <> 'young'");

        assertThat(collect(new CollectConfig(GRACE, Duration.ofDays(41))).tombstones())
                .isZero();
        assertThat(collect(new CollectConfig(GRACE, Duration.ofDays(39))).tombstones())
                .isEqualTo(1);
        assertThat(DATABASE.rows("SELECT document_id FROM anicut.document_heads ORDER BY 1"))
                .containsExactly("d", "young");
    }

    @Test
    void keepsAVectorThatAnotherContentShares() throws Exception {
        storeChunk(ONE);
        Document other = document("other", 1, "other text");
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            new BatchCommitter<>(connection, new ChunkBatchWriter(Samples.MODEL))
                    .commit(List.of(batch(chunk(other, 0, "one", 1, 2))));
        }
        storeDocument(header(other));
        age();

        assertThat(collect(GRACE))
                .extracting(CollectionReport::chunks, CollectionReport::embeddings)
                .containsExactly(1L, 0L);
        assertThat(DATABASE.rows("SELECT text FROM anicut.search_chunks")).containsExactly("one");
    }

    @Test
    void contentThatIsPointedToAgainLosesItsMark() throws Exception {
        store(ONE);
        DATABASE.execute("UPDATE anicut.contents SET unreferenced_since = now() - interval '9 days'");

        assertThat(collect(GRACE).contents()).isZero();
        assertThat(DATABASE.rows("SELECT unreferenced_since FROM anicut.contents"))
                .containsExactly("null");
    }

    @Test
    void sparesYoungChunksWithoutAContentAndTakesOldOnes() throws Exception {
        storeChunk(ONE);
        assertThat(collect(GRACE).chunks()).isZero();
        age();
        assertThat(collect(GRACE).chunks()).isEqualTo(1);
        assertThat(counts()).containsExactly("0|0|0|0");
    }

    @Test
    void sparesOldChunksWhoseDocumentIsOnTheRoadAgain() throws Exception {
        storeChunk(ONE);
        age();
        storeChunk(ONE);
        assertThat(collect(GRACE).chunks()).isZero();
        storeDocument(header(ONE));
        assertThat(DATABASE.rows("SELECT text FROM anicut.search_chunks")).containsExactly("one");
    }

    @Test
    void removesTheChunksOfAFormerChunker() throws Exception {
        store(ONE);
        DATABASE.execute("INSERT INTO anicut.chunks SELECT content_hash, 'c0', ordinal, chunk_hash, heading, text,"
                + " token_count, start_offset, end_offset, created_at FROM anicut.chunks");
        age();

        assertThat(collect(GRACE))
                .extracting(CollectionReport::chunks, CollectionReport::embeddings)
                .containsExactly(1L, 0L);
        assertThat(DATABASE.rows("SELECT chunker_version FROM anicut.chunks")).containsExactly("c1");
    }

    @Test
    void markedContentIsNotRecalledAsWholeSoItsDocumentBringsItAnew() throws Exception {
        store(ONE);
        store(TWO);
        collect(GRACE);
        try (DocumentMemory memory = PostgresDocumentMemory.factory(DATABASE.config(), Samples.MODEL, Samples.CHUNKER)
                .open()) {
            assertThat(memory.recall(List.of(ONE)).get(0).contentWhole()).isFalse();
        }
        age();
        Document again = document("e", 1, "one");
        storeChunk(again);
        assertThat(collect(GRACE).contents()).isZero();
        storeDocument(header(again));
        assertThat(DATABASE.rows("SELECT document_id, text FROM anicut.search_chunks ORDER BY 1"))
                .containsExactly("d|two", "e|one");
    }

    @Test
    void aCollectionWaitsForTheWriterAndSeesWhatItWrote() throws Exception {
        store(ONE);
        store(TWO);
        collect(GRACE);
        age();
        DocumentWriter writer = new DocumentWriter("r1", Samples.MODEL, Samples.CHUNKER, Samples.REPLAY);
        try (Connection open = DATABASE.connect()) {
            open.setAutoCommit(false);
            // the candidate is found, since the writer's rows are not visible yet; only the lock keeps it
            writer.write(open, List.of(header("e", 1, "one")));
            CompletableFuture<CollectionReport> collection = CompletableFuture.supplyAsync(() -> {
                try (ContentCollector collector =
                        new ContentCollector(DATABASE.config(), new CollectConfig(GRACE, GRACE))) {
                    return collector.collect();
                } catch (SQLException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            awaitALockWaiterUnless(collection);
            assertThat(collection).isNotDone();
            open.commit();

            assertThat(collection.get(30, TimeUnit.SECONDS).contents()).isZero();
        }
        assertThat(DATABASE.rows("SELECT document_id, text FROM anicut.search_chunks ORDER BY 1"))
                .containsExactly("d|two", "e|one");
    }

    private static void awaitALockWaiterUnless(CompletableFuture<?> done) {
        String waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
        while (!done.isDone() && DATABASE.rows(waiting).equals(List.of("0"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void collectionsAndWritersAtTheSameTimeLeaveEveryDocumentWhole() throws Exception {
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try (Connection session = DATABASE.connect();
                    Statement statement = session.createStatement()) {
                for (int version = 1; version <= 60; version++) {
                    for (String id : List.of("a", "b", "c")) {
                        // days pass while no document is on the road; contents come and go, and come back
                        statement.execute("UPDATE anicut.contents SET unreferenced_since = '2001-01-01'"
                                + " WHERE unreferenced_since IS NOT NULL");
                        store(document(id, version, "text " + (version + id.charAt(0)) % 5));
                    }
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        long collected = 0;
        try (ContentCollector collector =
                new ContentCollector(DATABASE.config(), new CollectConfig(Duration.ofHours(2), GRACE))) {
            while (!writing.isDone()) {
                collected += collector.collect().contents();
            }
        }
        writing.get();
        assertThat(collected).isPositive();
        assertThat(DATABASE.rows("SELECT d.document_id, c.text IS NOT NULL, e.chunk_hash IS NOT NULL"
                        + " FROM anicut.documents d LEFT JOIN anicut.chunks c USING (content_hash)"
                        + " LEFT JOIN anicut.embeddings e USING (chunk_hash) ORDER BY 1"))
                .containsExactly("a|t|t", "b|t|t", "c|t|t");
    }
}
