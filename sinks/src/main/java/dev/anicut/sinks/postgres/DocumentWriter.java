package dev.anicut.sinks.postgres;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Outcome;
import dev.anicut.model.Reason;
import dev.anicut.model.Stage;
import dev.anicut.model.StoredOutcome;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes the rows of documents whose chunks are in: the content, the proof that it is whole, and the document's row,
 * which is one pointer to it, in one transaction.
 *
 * <p>Each table takes one statement, its rows as arrays, in key order; of several versions of one document in a batch
 * the newest is written. A row that a newer sequence holds is left alone; a replay that would change nothing writes
 * nothing.
 */
final class DocumentWriter implements BatchWriter<DocumentHeader, StoredOutcome> {
    private static final long serialVersionUID = 1L;

    private static final String UPSERT_CONTENTS =
            """
            INSERT INTO contents AS c (content_hash, text, text_length)
            SELECT * FROM unnest(?::text[], ?::text[], ?::int[])
            ON CONFLICT (content_hash) DO UPDATE
                SET unreferenced_since = NULL, text = coalesce(c.text, excluded.text)
                WHERE c.unreferenced_since IS NOT NULL OR (c.text IS NULL AND excluded.text IS NOT NULL)
            """;
    private static final String UPSERT_INDEXED =
            """
            INSERT INTO indexed_contents AS i (content_hash, model, chunker_version, chunk_count)
            SELECT h, ?, ?, n FROM unnest(?::text[], ?::int[]) AS t (h, n)
            ON CONFLICT (content_hash, model) DO UPDATE
                SET chunker_version = excluded.chunker_version, chunk_count = excluded.chunk_count, indexed_at = now()
                WHERE i.chunker_version <> excluded.chunker_version
            """;
    private static final String UPSERT_DOCUMENTS =
            """
            INSERT INTO documents AS d (document_id, content_hash, fingerprint, sequence, source, uri, title,
                    media_type, metadata, status, duplicate_of, run_id, origin)
            SELECT id, content, fingerprint, sequence::bigint[], source, uri, title, media_type, metadata::jsonb,
                   status, duplicate_of, ?, origin
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::text[], ?::text[], ?::text[], ?::text[])
                AS t (id, content, fingerprint, sequence, source, uri, title, media_type, metadata, status,
                      duplicate_of, origin)
            ON CONFLICT (document_id) DO UPDATE
                SET content_hash = excluded.content_hash, fingerprint = excluded.fingerprint,
                    sequence = excluded.sequence, source = excluded.source, uri = excluded.uri,
                    title = excluded.title, media_type = excluded.media_type, metadata = excluded.metadata,
                    status = excluded.status, duplicate_of = excluded.duplicate_of, run_id = excluded.run_id,
                    origin = excluded.origin, updated_at = now(),
                    base_sequence = CASE WHEN d.run_id = excluded.run_id THEN d.base_sequence ELSE d.sequence END,
                    base_fingerprint = CASE WHEN d.run_id = excluded.run_id THEN d.base_fingerprint
                                            ELSE d.fingerprint END
                WHERE d.sequence <= excluded.sequence
                  AND (d.run_id, d.origin, d.fingerprint) IS DISTINCT FROM
                      (excluded.run_id, excluded.origin, excluded.fingerprint)
            """;
    /** Rows of other runs that are newer than what was to be written. */
    private static final String OVERTAKEN =
            """
            SELECT d.document_id FROM documents d
            JOIN unnest(?::text[], ?::text[]) AS t (id, sequence) ON d.document_id = t.id
            WHERE d.sequence > t.sequence::bigint[] AND d.run_id <> ?
            """;

    private final String runId;
    private final String model;
    private final String chunkerVersion;

    DocumentWriter(String runId, String model, String chunkerVersion) {
        this.runId = runId;
        this.model = model;
        this.chunkerVersion = chunkerVersion;
    }

    @Override
    public int weight(DocumentHeader header) {
        // long texts fill a transaction by their size
        int text = header.document().text() == null ? 0 : header.document().textLength() / 16_384;
        return 1 + text;
    }

    @Override
    public List<StoredOutcome> write(Connection connection, List<DocumentHeader> headers) throws SQLException {
        SortedMap<String, DocumentHeader> contents = new TreeMap<>();
        SortedMap<String, DocumentHeader> indexed = new TreeMap<>();
        SortedMap<String, DocumentHeader> newest = new TreeMap<>();
        for (DocumentHeader header : headers) {
            Document document = header.document();
            contents.merge(
                    document.contentHash(), header, (old, now) -> old.document().text() == null ? now : old);
            if (header.indexed()) {
                indexed.put(document.contentHash(), header);
            }
            newest.merge(
                    document.id(),
                    header,
                    (old, now) ->
                            old.document().sequence().isNewerThan(now.document().sequence()) ? old : now);
        }
        writeContents(connection, contents.values());
        writeIndexed(connection, indexed);
        int written = writeDocuments(connection, newest.values());
        TreeSet<String> overtaken = written == newest.size() ? new TreeSet<>() : overtaken(connection, newest.values());
        return headers.stream()
                .map(header ->
                        outcome(header, overtaken.contains(header.document().id())))
                .toList();
    }

    private static void writeContents(Connection connection, Collection<DocumentHeader> headers) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPSERT_CONTENTS)) {
            List<String> texts = new ArrayList<>();
            List<Integer> lengths = new ArrayList<>();
            List<String> hashes = new ArrayList<>();
            for (DocumentHeader header : headers) {
                hashes.add(header.document().contentHash());
                texts.add(header.document().text());
                lengths.add(header.document().textLength());
            }
            statement.setArray(1, Sql.texts(connection, hashes));
            statement.setArray(2, Sql.texts(connection, texts));
            statement.setArray(3, Sql.integers(connection, lengths));
            statement.executeUpdate();
        }
    }

    private void writeIndexed(Connection connection, Map<String, DocumentHeader> headers) throws SQLException {
        if (headers.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(UPSERT_INDEXED)) {
            statement.setString(1, model);
            statement.setString(2, chunkerVersion);
            statement.setArray(3, Sql.texts(connection, headers.keySet()));
            statement.setArray(
                    4,
                    Sql.integers(
                            connection,
                            headers.values().stream()
                                    .map(DocumentHeader::chunkCount)
                                    .toList()));
            statement.executeUpdate();
        }
    }

    private int writeDocuments(Connection connection, Collection<DocumentHeader> headers) throws SQLException {
        int columns = 12;
        List<List<String>> values = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            values.add(new ArrayList<>(headers.size()));
        }
        for (DocumentHeader header : headers) {
            Document document = header.document();
            String[] row = {
                document.id(),
                document.contentHash(),
                document.fingerprint(),
                Sql.literal(document.sequence()),
                document.source(),
                document.uri(),
                document.title(),
                document.mediaType(),
                document.metadata(),
                header.duplicateOf() == null ? "ingested" : "duplicate",
                header.duplicateOf(),
                document.origin().toString()
            };
            for (int i = 0; i < columns; i++) {
                values.get(i).add(row[i]);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(UPSERT_DOCUMENTS)) {
            statement.setString(1, runId);
            for (int i = 0; i < columns; i++) {
                Array array = Sql.texts(connection, values.get(i));
                statement.setArray(i + 2, array);
            }
            return statement.executeUpdate();
        }
    }

    private TreeSet<String> overtaken(Connection connection, Collection<DocumentHeader> headers) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OVERTAKEN)) {
            statement.setArray(
                    1,
                    Sql.texts(
                            connection,
                            headers.stream()
                                    .map(header -> header.document().id())
                                    .toList()));
            statement.setArray(
                    2,
                    Sql.texts(
                            connection,
                            headers.stream()
                                    .map(header -> Sql.literal(header.document().sequence()))
                                    .toList()));
            statement.setString(3, runId);
            TreeSet<String> ids = new TreeSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        }
    }

    /** A version that another run has overtaken is stale; one that this run overtook itself did pass. */
    private static StoredOutcome outcome(DocumentHeader header, boolean stale) {
        Document document = header.document();
        return new StoredOutcome(
                document.id(),
                stale ? Outcome.UNCHANGED : header.outcome(),
                stale,
                document.sequence(),
                document.origin(),
                document.contentHash(),
                header.duplicateOf());
    }

    @Override
    public Rejection<StoredOutcome> reject(DocumentHeader header, String message) {
        Document document = header.document();
        DeadLetter letter = DeadLetter.ofRecord(
                runId, Stage.STORE, Reason.REJECTED_BY_DATABASE, message, document.origin(), document.id(), null);
        return new Rejection<>(List.of(), letter);
    }
}
