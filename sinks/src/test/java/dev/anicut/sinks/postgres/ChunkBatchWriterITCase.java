package dev.anicut.sinks.postgres;

import static dev.anicut.sinks.postgres.Samples.batch;
import static dev.anicut.sinks.postgres.Samples.chunk;
import static dev.anicut.sinks.postgres.Samples.document;
import static dev.anicut.sinks.postgres.Samples.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.ChunkAck;
import dev.anicut.model.Document;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EmbeddedChunk;
import dev.anicut.model.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunkBatchWriterITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final Document DOCUMENT = document("d", 1, "text of d");

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @BeforeEach
    void clear() {
        DATABASE.execute("TRUNCATE anicut.chunks, anicut.embeddings, anicut.contents CASCADE");
    }

    private static List<ChunkAck> store(EmbeddedBatch... batches) throws Exception {
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            BatchCommitter<EmbeddedBatch, ChunkAck> committer =
                    new BatchCommitter<>(connection, new ChunkBatchWriter(Samples.MODEL));
            return committer.commit(List.of(batches)).stream()
                    .flatMap(settled -> settled.outputs().stream())
                    .toList();
        }
    }

    @Test
    void storesChunksWithTheirVectorsAndAcknowledgesEach() throws Exception {
        EmbeddedChunk second = chunk(DOCUMENT, 1, "second", 3, 4);
        List<ChunkAck> acks = store(batch(second, chunk(DOCUMENT, 0, "first", 1, 2)), batch(failed(second)));

        assertThat(acks).extracting(ChunkAck::ordinal).containsExactly(1, 0, 1);
        assertThat(acks).extracting(ChunkAck::reason).containsExactly(null, null, Reason.EMBED_FAILED);
        assertThat(acks).extracting(ChunkAck::embedded).containsExactly(true, true, false);
        assertThat(DATABASE.rows("SELECT ordinal, c.text, model, embedding::real[] FROM anicut.chunks c"
                        + " JOIN anicut.embeddings USING (chunk_hash) ORDER BY 1"))
                .containsExactly("0|first|test-model|{1,2}", "1|second|test-model|{3,4}");
    }

    @Test
    void aFailedChunkIsNotStored() throws Exception {
        store(batch(failed(chunk(DOCUMENT, 1, 2))));

        assertThat(DATABASE.count("chunks")).isZero();
        assertThat(DATABASE.count("embeddings")).isZero();
    }

    @Test
    void whatTwoChunksOfABatchShareIsStoredOnce() throws Exception {
        EmbeddedChunk chunk = chunk(DOCUMENT, 0, "shared", 1, 2);
        List<ChunkAck> acks = store(batch(chunk, chunk(DOCUMENT, 1, "shared", 1, 2), chunk));

        assertThat(acks).hasSize(3).noneMatch(ChunkAck::isFailed);
        assertThat(DATABASE.count("chunks")).isEqualTo(2);
        assertThat(DATABASE.count("embeddings")).isEqualTo(1);
    }

    @Test
    void aReplayChangesNothing() throws Exception {
        store(batch(chunk(DOCUMENT, 1, 2)));
        List<String> chunks = DATABASE.rows("SELECT ctid FROM anicut.chunks");
        List<String> embeddings = DATABASE.places("embeddings");

        assertThat(store(batch(chunk(DOCUMENT, 9, 9)))).noneMatch(ChunkAck::isFailed);
        assertThat(DATABASE.rows("SELECT ctid FROM anicut.chunks")).isEqualTo(chunks);
        assertThat(DATABASE.places("embeddings")).isEqualTo(embeddings);
    }

    @Test
    void anOldChunkThatIsWrittenAgainIsDatedAnewAndItsContentUnmarked() throws Exception {
        store(batch(chunk(DOCUMENT, 1, 2)));
        DATABASE.execute("UPDATE anicut.chunks SET created_at = now() - interval '2 hours'");
        DATABASE.execute("INSERT INTO anicut.contents (content_hash, text_length, unreferenced_since) VALUES ('"
                + DOCUMENT.contentHash() + "', 9, now())");
        store(batch(chunk(DOCUMENT, 1, 2)));

        assertThat(DATABASE.rows("SELECT created_at > now() - interval '1 hour' FROM anicut.chunks"))
                .containsExactly("t");
        assertThat(DATABASE.rows("SELECT unreferenced_since IS NULL FROM anicut.contents"))
                .containsExactly("t");
    }

    @Test
    void onlyTheChunkThatTheDatabaseRejectsFails() throws Exception {
        EmbeddedBatch poisoned = batch(
                chunk(DOCUMENT, 0, "zero", 1, 2), chunk(DOCUMENT, 1, "o\0ne", 1, 2), chunk(DOCUMENT, 2, "two", 1, 2));
        List<ChunkAck> acks = store(batch(chunk(document("e", 1, "e"), 1, 2)), poisoned);

        assertThat(acks).extracting(ChunkAck::ordinal).containsExactly(0, 0, 1, 2);
        assertThat(acks).extracting(ChunkAck::reason).containsExactly(null, null, Reason.REJECTED_BY_DATABASE, null);
        assertThat(acks.get(2).message()).contains("invalid byte sequence");
        assertThat(DATABASE.rows("SELECT text FROM anicut.chunks ORDER BY text"))
                .containsExactly("e", "two", "zero");
    }

    @Test
    void writersOfTheSameChunksInOppositeOrdersDoNotDisturbEachOther() throws Exception {
        List<EmbeddedChunk> chunks = new ArrayList<>();
        IntStream.range(0, 300).forEach(i -> chunks.add(chunk(DOCUMENT, i, "chunk " + i, i, 1)));
        List<EmbeddedChunk> reversed = new ArrayList<>(chunks);
        Collections.reverse(reversed);

        List<CompletableFuture<List<ChunkAck>>> writers = List.of(
                CompletableFuture.supplyAsync(() -> storeRepeatedly(chunks)),
                CompletableFuture.supplyAsync(() -> storeRepeatedly(reversed)));
        for (CompletableFuture<List<ChunkAck>> writer : writers) {
            assertThat(writer.get(60, TimeUnit.SECONDS)).hasSize(300).noneMatch(ChunkAck::isFailed);
        }
        assertThat(DATABASE.count("chunks")).isEqualTo(300);
        assertThat(DATABASE.count("embeddings")).isEqualTo(300);
    }

    private static List<ChunkAck> storeRepeatedly(List<EmbeddedChunk> chunks) {
        try {
            store(new EmbeddedBatch(chunks));
            return store(new EmbeddedBatch(chunks));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
