package dev.anicut.sinks.postgres;

import static dev.anicut.sinks.postgres.Samples.batch;
import static dev.anicut.sinks.postgres.Samples.chunk;
import static dev.anicut.sinks.postgres.Samples.document;
import static dev.anicut.sinks.postgres.Samples.duplicate;
import static dev.anicut.sinks.postgres.Samples.header;
import static dev.anicut.sinks.postgres.Samples.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Outcome;
import dev.anicut.model.StoredOutcome;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SearchITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    @BeforeAll
    static void fill() throws Exception {
        Document north = document("north", 1, "north");
        Document east = document("east", 1, "east");
        Document gone = document("gone", 1, "gone");
        Document nowhere = document("nowhere", 1, "nowhere");
        Document unfinished = document("unfinished", 1, "unfinished");
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            new BatchCommitter<>(connection, new ChunkBatchWriter(Samples.MODEL))
                    .commit(List.of(batch(
                            chunk(north, 0, "north", 0, 2),
                            chunk(north, 1, "north by east", 1, 2),
                            chunk(east, 2, 0),
                            chunk(gone, 0, 2),
                            chunk(nowhere, 0, 0),
                            chunk(unfinished, 0, 2))));
            DocumentHeader copy = new DocumentHeader(
                    document("a-copy", 1, "north").withoutText(), Outcome.DUPLICATE, "north", 2, true);
            storeDocuments(copy, header(north), header(east), header(gone), header(nowhere));
        }
        storeDocuments(tombstone("gone", 2));
    }

    private static void storeDocuments(DocumentHeader... headers) throws Exception {
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            new BatchCommitter<>(connection, new DocumentWriter("r1", Samples.MODEL, Samples.CHUNKER, Samples.REPLAY))
                    .commit(List.of(headers));
        }
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private static List<Hit> search(String model, int limit, float... query) throws Exception {
        try (Search search = new Search(DATABASE.config())) {
            return search.search(query, model, limit);
        }
    }

    @Test
    void findsPassagesOfVisibleDocumentsNearestFirstAndEachOnce() throws Exception {
        List<Hit> hits = search(Samples.MODEL, 10, 0, 1);

        assertThat(hits).extracting(Hit::rank).containsExactly(1, 2, 3);
        assertThat(hits).extracting(Hit::text).containsExactly("north", "north by east", "east");
        assertThat(hits).extracting(Hit::documentId).containsExactly("north", "north", "east");
        assertThat(hits).extracting(Hit::ordinal).containsExactly(0, 1, 0);
        assertThat(hits.get(0).score()).isCloseTo(1, within(1e-6));
        assertThat(hits.get(1).score()).isCloseTo(2 / Math.sqrt(5), within(1e-6));
        assertThat(hits.get(0).title()).isEqualTo("title of north");
    }

    @Test
    void stopsAtTheLimitAndKnowsModelsApart() throws Exception {
        assertThat(search(Samples.MODEL, 1, 1, 0)).extracting(Hit::text).containsExactly("east");
        assertThat(search("other-model", 10, 1, 0)).isEmpty();
    }

    @Test
    void aDuplicateStandsWhenItsOwnerChangesOrGoes() throws Exception {
        String model = "model-of-owners";
        Document first = document("owner-1", 1, "moves on");
        Document second = document("owner-2", 1, "goes");
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            new BatchCommitter<>(connection, new ChunkBatchWriter(model))
                    .commit(List.of(batch(chunk(first, 0, 1), chunk(second, 1, 0))));
            BatchCommitter<DocumentHeader, StoredOutcome> documents =
                    new BatchCommitter<>(connection, new DocumentWriter("r1", model, Samples.CHUNKER, Samples.REPLAY));
            documents.commit(List.of(header(first), header(second)));
            documents.commit(
                    List.of(duplicate("twin-1", 1, "moves on", "owner-1"), duplicate("twin-2", 1, "goes", "owner-2")));
            assertThat(search(model, 10, 0, 1)).extracting(Hit::documentId).containsExactly("owner-1", "owner-2");

            documents.commit(List.of(header("owner-1", 2, "elsewhere"), tombstone("owner-2", 2)));
        }
        assertThat(search(model, 10, 0, 1))
                .extracting(Hit::documentId, Hit::text)
                .containsExactly(tuple("twin-1", "moves on"), tuple("twin-2", "goes"));
    }

    @Test
    void theViewJoinsDocumentsToTheirChunksAndVectors() {
        assertThat(DATABASE.rows("SELECT document_id, ordinal, text, model, embedding::real[]"
                        + " FROM anicut.search_chunks WHERE model = '" + Samples.MODEL + "' ORDER BY 1, 2"))
                .containsExactly(
                        "a-copy|0|north|test-model|{0,2}",
                        "a-copy|1|north by east|test-model|{1,2}",
                        "east|0|east|test-model|{2,0}",
                        "north|0|north|test-model|{0,2}",
                        "north|1|north by east|test-model|{1,2}",
                        "nowhere|0|nowhere|test-model|{0,0}");
    }
}
