package dev.anicut.sinks.postgres;

import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows of contents and of what makes them whole, for a batch of documents. Rows that are right are not touched. The
 * first owner is written with the row, and then stays as it is.
 */
final class ContentRows {
    private static final String UPSERT_CONTENTS =
            """
            INSERT INTO anicut.contents AS stored (content_hash, text, text_length, first_owner)
            SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::text[])
            ON CONFLICT (content_hash) DO UPDATE
            SET unreferenced_since = NULL, text = coalesce(stored.text, excluded.text),
                first_owner = coalesce(stored.first_owner, excluded.first_owner)
            WHERE stored.unreferenced_since IS NOT NULL OR (stored.text IS NULL AND excluded.text IS NOT NULL)
                OR stored.first_owner IS NULL""";

    private static final String UPSERT_INDEXED_CONTENTS =
            """
            INSERT INTO anicut.indexed_contents AS stored (content_hash, model, chunker_version, chunk_count)
            SELECT content_hash, ?, ?, chunk_count FROM unnest(?::text[], ?::int[]) AS new (content_hash, chunk_count)
            ON CONFLICT (content_hash, model) DO UPDATE
            SET chunker_version = excluded.chunker_version, chunk_count = excluded.chunk_count, indexed_at = now()
            WHERE (stored.chunker_version, stored.chunk_count)
                IS DISTINCT FROM (excluded.chunker_version, excluded.chunk_count)""";

    private final String model;
    private final String chunkerVersion;

    ContentRows(String model, String chunkerVersion) {
        this.model = model;
        this.chunkerVersion = chunkerVersion;
    }

    void write(Connection connection, Collection<DocumentHeader> headers) throws SQLException {
        TreeMap<String, DocumentHeader> brought = new TreeMap<>();
        TreeMap<String, Integer> indexed = new TreeMap<>();
        TreeSet<String> standing = new TreeSet<>();
        for (DocumentHeader header : headers) {
            Document document = header.document();
            if (document.isTombstone()) {
                continue;
            }
            if (header.indexed()) {
                indexed.put(document.contentHash(), header.chunkCount());
            }
            if (header.indexed() || document.text() != null) {
                brought.merge(
                        document.contentHash(), header, (a, b) -> a.document().text() == null ? b : a);
            } else {
                // If it does not stand any more, inserting it would make a document that nobody can find: the foreign
                // key rejects the document instead.
                standing.add(document.contentHash());
            }
        }
        standing.removeAll(brought.keySet());
        ContentStatements.unmark(connection, standing);
        upsertContents(connection, brought.values());
        upsertIndexedContents(connection, indexed);
    }

    private static void upsertContents(Connection connection, Collection<DocumentHeader> headers) throws SQLException {
        if (headers.isEmpty()) {
            return;
        }
        List<Document> documents =
                headers.stream().map(DocumentHeader::document).toList();
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT_CONTENTS)) {
            upsert.setArray(1, SqlArrays.texts(connection, documents, Document::contentHash));
            upsert.setArray(2, SqlArrays.texts(connection, documents, Document::text));
            upsert.setArray(3, SqlArrays.integers(connection, documents, Document::textLength));
            upsert.setArray(4, SqlArrays.texts(connection, headers, ContentRows::firstOwner));
            upsert.executeUpdate();
        }
    }

    private static String firstOwner(DocumentHeader header) {
        return header.duplicateOf() == null ? header.document().id() : header.duplicateOf();
    }

    private void upsertIndexedContents(Connection connection, TreeMap<String, Integer> chunkCounts)
            throws SQLException {
        if (chunkCounts.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT_INDEXED_CONTENTS)) {
            upsert.setString(1, model);
            upsert.setString(2, chunkerVersion);
            upsert.setArray(3, SqlArrays.texts(connection, chunkCounts.keySet()));
            upsert.setArray(4, SqlArrays.integers(connection, chunkCounts.values(), Integer::intValue));
            upsert.executeUpdate();
        }
    }
}
