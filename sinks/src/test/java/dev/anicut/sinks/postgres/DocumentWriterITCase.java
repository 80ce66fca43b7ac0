package dev.anicut.sinks.postgres;

import static dev.anicut.sinks.postgres.Samples.document;
import static dev.anicut.sinks.postgres.Samples.duplicate;
import static dev.anicut.sinks.postgres.Samples.header;
import static dev.anicut.sinks.postgres.Samples.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Hashes;
import dev.anicut.model.Origin;
import dev.anicut.model.Outcome;
import dev.anicut.model.Reason;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;
import dev.anicut.model.StoredOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DocumentWriterITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final String BASE = "SELECT sequence, run_id, base_sequence, base_fingerprint FROM anicut.documents";

    private static final String HEAD = BASE.replace("anicut.documents", "anicut.document_heads");

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @BeforeEach
    void clear() {
        DATABASE.execute("TRUNCATE anicut.document_heads, anicut.contents, anicut.indexed_contents");
    }

    private static List<StoredOutcome> store(String runId, DocumentHeader... headers) throws Exception {
        return settle(runId, headers).stream()
                .flatMap(settled -> settled.outputs().stream())
                .toList();
    }

    private static List<Settled<StoredOutcome>> settle(String runId, DocumentHeader... headers) throws Exception {
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            DocumentWriter writer = new DocumentWriter(runId, Samples.MODEL, Samples.CHUNKER, Samples.REPLAY);
            return new BatchCommitter<>(connection, writer).commit(List.of(headers));
        }
    }

    @Test
    void storesTheDocumentAndTheProofThatItsContentIsWhole() throws Exception {
        Document document = new Document(
                "d",
                new Sequence(1, 2, 3),
                Origin.ofFile("/in", 7),
                "in",
                "uri",
                "t",
                "text/plain",
                "{\"a\": 1}",
                null,
                4,
                "c0",
                "f0");
        List<StoredOutcome> outcomes = store("run-1", new DocumentHeader(document, Outcome.INGESTED, null, 5, true));

        assertThat(outcomes)
                .containsExactly(new StoredOutcome(
                        "d", Outcome.INGESTED, false, document.sequence(), document.origin(), "c0", null));
        assertThat(DATABASE.rows("SELECT document_id, content_hash, fingerprint, sequence, source, uri, title,"
                        + " media_type, metadata, status, duplicate_of, run_id, origin, base_sequence,"
                        + " base_fingerprint FROM anicut.documents"))
                .containsExactly("d|c0|f0|{1,2,3}|in|uri|t|text/plain|{\"a\": 1}|ingested|null|run-1|/in@7|null|null");
        assertThat(DATABASE.rows("SELECT content_hash, text, text_length, unreferenced_since FROM anicut.contents"))
                .containsExactly("c0|null|4|null");
        assertThat(DATABASE.rows(
                        "SELECT content_hash, model, chunker_version, chunk_count FROM anicut.indexed_contents"))
                .containsExactly("c0|test-model|c1|5");
    }

    @Test
    void storesTheTextWhereNothingIsEmbedded() throws Exception {
        store("run-1", new DocumentHeader(document("d", 1, "the text"), Outcome.INGESTED, null, 0, false));

        assertThat(DATABASE.rows("SELECT text, text_length FROM anicut.contents"))
                .containsExactly("the text|8");
        assertThat(DATABASE.count("indexed_contents")).isZero();
    }

    @Test
    void rememberTheVersionThatStoodBeforeTheRun() throws Exception {
        DocumentHeader old = header("d", 1, "one");
        store("run-1", old);
        store("run-2", header("d", 2, "two"));
        store("run-2", header("d", 3, "three"));

        assertThat(DATABASE.rows(BASE))
                .containsExactly("{3,0,0}|run-2|{1,0,0}|" + old.document().fingerprint());
    }

    @Test
    void anOlderVersionNeverOverwritesANewerOneOfAnotherRun() throws Exception {
        store("run-1", header("d", 5, "five"));
        List<String> places = DATABASE.rows("SELECT ctid FROM anicut.document_heads");
        List<StoredOutcome> outcomes = store("run-2", header("d", 4, "four"), header("e", 1, "e"));

        assertThat(outcomes).extracting(StoredOutcome::outcome).containsExactly(Outcome.UNCHANGED, Outcome.INGESTED);
        assertThat(outcomes).extracting(StoredOutcome::stale).containsExactly(true, false);
        assertThat(DATABASE.rows("SELECT ctid FROM anicut.document_heads WHERE document_id = 'd'"))
                .isEqualTo(places);
    }

    @Test
    void theRunsOwnNewerVersionLeavesTheOutcomeAsItWas() throws Exception {
        store("run-1", header("d", 5, "five"));

        assertThat(store("run-1", header("d", 4, "four")))
                .extracting(StoredOutcome::outcome, StoredOutcome::stale)
                .containsExactly(tuple(Outcome.INGESTED, false));
        assertThat(DATABASE.rows("SELECT sequence FROM anicut.documents")).containsExactly("{5,0,0}");
    }

    @Test
    void twoVersionsInOneBatchBothReturnAndTheNewerStays() throws Exception {
        List<StoredOutcome> outcomes = store("run-1", header("d", 2, "two"), header("d", 1, "one"));

        assertThat(outcomes).extracting(outcome -> outcome.sequence().version()).containsExactly(2L, 1L);
        assertThat(outcomes).extracting(StoredOutcome::outcome).containsOnly(Outcome.INGESTED);
        assertThat(DATABASE.rows(BASE)).containsExactly("{2,0,0}|run-1|null|null");
    }

    @Test
    void ofTwoVersionsInOneBatchTheOneOlderThanWhatStoodIsStaleNowAndOnReplay() throws Exception {
        store("run-1", header("d", 5, "five"));
        DocumentHeader[] batch = {header("d", 3, "three"), header("d", 7, "seven")};

        assertThat(store("run-2", batch)).extracting(StoredOutcome::stale).containsExactly(true, false);
        assertThat(store("run-2", batch)).extracting(StoredOutcome::stale).containsExactly(true, false);
    }

    @Test
    void aReplayWritesNothing() throws Exception {
        DocumentHeader[] batch = {header("d", 1, "one"), header("e", 1, "two")};
        List<StoredOutcome> first = store("run-1", batch);
        List<String> documents = DATABASE.rows("SELECT ctid FROM anicut.document_heads");
        List<String> contents = DATABASE.rows("SELECT ctid FROM anicut.contents");
        List<String> indexed = DATABASE.rows("SELECT ctid FROM anicut.indexed_contents");

        assertThat(store("run-1", batch)).isEqualTo(first);
        assertThat(DATABASE.rows("SELECT ctid FROM anicut.document_heads")).isEqualTo(documents);
        assertThat(DATABASE.rows("SELECT ctid FROM anicut.contents")).isEqualTo(contents);
        assertThat(DATABASE.rows("SELECT ctid FROM anicut.indexed_contents")).isEqualTo(indexed);
    }

    @Test
    void rechunkingSwitchesTheContentAndTakesItsMarkOff() throws Exception {
        DocumentHeader header = header("d", 1, "one");
        store("run-1", header);
        DATABASE.execute("UPDATE anicut.indexed_contents SET chunker_version = 'c0', chunk_count = 9");
        DATABASE.execute("UPDATE anicut.contents SET unreferenced_since = now()");
        store("run-2", header);

        assertThat(DATABASE.rows("SELECT chunker_version, chunk_count FROM anicut.indexed_contents"))
                .containsExactly("c1|1");
        assertThat(DATABASE.rows("SELECT unreferenced_since FROM anicut.contents"))
                .containsExactly("null");
    }

    @Test
    void aDuplicateIsASecondPointerAndADeletedDocumentPointsNowhere() throws Exception {
        store("run-1", header("owner", 1, "text"));
        store("run-1", duplicate("copy", 1, "text", "owner"));
        List<StoredOutcome> deleted = store("run-2", tombstone("owner", 2));

        assertThat(deleted)
                .containsExactly(new StoredOutcome(
                        "owner",
                        Outcome.DELETED,
                        false,
                        new Sequence(2, 0, 0),
                        Origin.ofTopic("topic", 0, 2),
                        null,
                        null));
        assertThat(DATABASE.rows("SELECT document_id, status, duplicate_of FROM anicut.documents"))
                .containsExactly("copy|duplicate|owner");
        assertThat(DATABASE.rows("SELECT status, content_hash, uri, title, media_type, metadata, sequence"
                        + " FROM anicut.document_heads WHERE document_id = 'owner'"))
                .containsExactly("deleted|null|null|null|null|{}|{2,0,0}");
        assertThat(DATABASE.rows("SELECT first_owner FROM anicut.contents")).containsExactly("owner");
    }

    @Test
    void aTombstoneOutlivesWhatItDeletesAndOlderVersionsButNotNewerOnes() throws Exception {
        store("run-1", tombstone("d", 5));
        assertThat(store("run-2", header("d", 4, "four")))
                .extracting(StoredOutcome::outcome, StoredOutcome::stale, StoredOutcome::contentHash)
                .containsExactly(
                        tuple(Outcome.UNCHANGED, true, document("d", 4, "four").contentHash()));
        assertThat(DATABASE.count("documents")).isZero();
        assertThat(store("run-2", tombstone("d", 4)))
                .extracting(StoredOutcome::outcome)
                .containsExactly(Outcome.UNCHANGED);

        DATABASE.execute("UPDATE anicut.document_heads SET created_at = '2001-01-01'");
        store("run-2", header("d", 6, "six"));
        assertThat(DATABASE.rows("SELECT sequence, status, created_at > '2002-01-01' FROM anicut.documents"))
                .containsExactly("{6,0,0}|ingested|t");
    }

    @Test
    void deletionAndRebirthWithinARunKeepWhatStoodBeforeItNowAndOnReplay() throws Exception {
        DocumentHeader old = header("d", 1, "one");
        store("run-1", old);
        DocumentHeader[] script = {tombstone("d", 2), header("d", 3, "three"), tombstone("d", 4)};
        for (DocumentHeader header : script) {
            store("run-2", header);
        }
        List<String> rows = DATABASE.rows(HEAD);
        assertThat(rows)
                .containsExactly("{4,0,0}|run-2|{1,0,0}|" + old.document().fingerprint());
        List<String> places = DATABASE.places("document_heads");

        for (DocumentHeader header : script) {
            assertThat(store("run-2", header))
                    .extracting(StoredOutcome::outcome, StoredOutcome::stale)
                    .containsExactly(tuple(header.outcome(), false));
        }
        assertThat(store("run-2", script)).extracting(StoredOutcome::stale).containsOnly(false);
        assertThat(DATABASE.places("document_heads")).isEqualTo(places);
    }

    @Test
    void whatTheRunWroteBeyondTheReachOfAReplayIsABaseLikeAnotherRuns() throws Exception {
        DocumentHeader one = header("d", 1, "one");
        store("run-1", one);
        DATABASE.execute("UPDATE anicut.document_heads SET updated_at = updated_at - interval '61 minutes'");
        store("run-1", tombstone("d", 2));
        DATABASE.execute("UPDATE anicut.document_heads SET updated_at = updated_at - interval '59 minutes'");
        store("run-1", header("d", 3, "three"));

        assertThat(DATABASE.rows(BASE))
                .containsExactly("{3,0,0}|run-1|{1,0,0}|" + one.document().fingerprint());
    }

    @Test
    void theFirstOwnerIsWrittenOnce() throws Exception {
        store("run-1", header("a", 1, "text"), duplicate("b", 1, "text", "a"));
        store("run-1", header("c", 1, "text"));
        store("run-1", header("a", 2, "other"));
        store(
                "run-1",
                new DocumentHeader(
                        document("d", 1, "overtaken in its batch").withoutText(), Outcome.DUPLICATE, "e", 1, true),
                header("d", 2, "text"));
        assertThat(DATABASE.rows("SELECT text_length, first_owner FROM anicut.contents ORDER BY 1"))
                .containsExactly("4|a", "5|a", "22|e");
    }

    @Test
    void anUnchangedDuplicateNamesNoOwner() throws Exception {
        DocumentHeader copy = duplicate("copy", 1, "text", "owner");
        store("run-1", header("owner", 1, "text"), copy);
        DocumentHeader again = new DocumentHeader(copy.document(), Outcome.UNCHANGED, "owner", 0, false);

        assertThat(store("run-2", again)).extracting(StoredOutcome::duplicateOf).containsOnlyNulls();
        assertThat(DATABASE.rows("SELECT status, duplicate_of FROM anicut.documents WHERE document_id = 'copy'"))
                .containsExactly("duplicate|owner");
    }

    @Test
    void aDocumentWhoseContentIsGoneIsRejectedAndPointsToNothing() throws Exception {
        Document document = document("d", 1, "text").withoutText();
        List<Settled<StoredOutcome>> settled =
                settle("run-1", new DocumentHeader(document, Outcome.UNCHANGED, null, 0, false));

        assertThat(settled.get(0).outputs()).isEmpty();
        assertThat(settled.get(0).deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly(Reason.REJECTED_BY_DATABASE);
        assertThat(DATABASE.count("documents")).isZero();
    }

    @Test
    void onlyTheDocumentsThatTheDatabaseRejectsBecomeDeadLetters() throws Exception {
        DocumentHeader[] headers = IntStream.range(0, 50)
                .mapToObj(i -> header("d" + i, 1, "text " + i))
                .toArray(DocumentHeader[]::new);
        headers[17] = header(withMetadata(headers[17].document(), "{\"nul\": \"\\u0000\"}"));
        headers[18] = header("d18\0", 1, "text 18");
        headers[41] = header(tooLongForAnIndex(), 1, "text 41");
        List<Settled<StoredOutcome>> settled = settle("run-1", headers);

        assertThat(DATABASE.count("documents")).isEqualTo(47);
        assertThat(settled).hasSize(50);
        for (int i = 0; i < 50; i++) {
            assertThat(settled.get(i).outputs()).hasSize(i == 17 || i == 18 || i == 41 ? 0 : 1);
        }
        DeadLetter letter = settled.get(17).deadLetters().get(0);
        assertThat(letter.stage()).isEqualTo(Stage.STORE);
        assertThat(letter.message()).isEqualTo("unsupported Unicode escape sequence");
        assertThat(letter.documentId()).isEqualTo("d17");
    }

    @Test
    void writersOfTheSameDocumentsLeaveTheNewest() throws Exception {
        List<CompletableFuture<Void>> writers = IntStream.range(0, 4)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> storeVersions("run-" + writer, writer)))
                .toList();
        for (CompletableFuture<Void> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }
        assertThat(DATABASE.rows("SELECT count(*), min(sequence), max(sequence) FROM anicut.documents"))
                .containsExactly("100|{13,0,0}|{13,0,0}");
    }

    private static void storeVersions(String run, int writer) {
        try {
            for (int version = writer; version < writer + 11; version++) {
                int current = version;
                store(
                        run,
                        IntStream.range(0, 100)
                                .mapToObj(i -> header("d" + i, current, "text " + i))
                                .toArray(DocumentHeader[]::new));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Compression does not help it. */
    private static String tooLongForAnIndex() {
        return IntStream.range(0, 300).mapToObj(i -> Hashes.sha256("part " + i)).collect(Collectors.joining());
    }

    private static Document withMetadata(Document document, String metadata) {
        return Document.of(
                document.id(),
                document.sequence(),
                document.origin(),
                document.source(),
                null,
                null,
                null,
                metadata,
                "text");
    }
}
