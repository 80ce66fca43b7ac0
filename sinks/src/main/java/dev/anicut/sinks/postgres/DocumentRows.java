package dev.anicut.sinks.postgres;

import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Sequence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The rows of a batch of documents, one for each id, tombstones too. An older version never overwrites a newer one, and
 * the run's own row is not written again.
 */
final class DocumentRows {
    private static final String UPSERT =
            """
            INSERT INTO anicut.document_heads AS stored (document_id, content_hash, fingerprint, sequence, source, uri,
                title, media_type, metadata, status, duplicate_of, enrichment, run_id, origin)
            SELECT document_id, content_hash, fingerprint, ARRAY[version, ordinal, position], source, uri,
                title, media_type, metadata::jsonb, status, duplicate_of, enrichment, ?, origin
            FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
                ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                AS new (document_id, content_hash, fingerprint, version, ordinal, position, source, uri,
                    title, media_type, metadata, status, duplicate_of, origin, enrichment)
            ON CONFLICT (document_id) DO UPDATE SET
                content_hash = excluded.content_hash, fingerprint = excluded.fingerprint,
                sequence = excluded.sequence, source = excluded.source, uri = excluded.uri, title = excluded.title,
                media_type = excluded.media_type, metadata = excluded.metadata, status = excluded.status,
                duplicate_of = excluded.duplicate_of, run_id = excluded.run_id, origin = excluded.origin,
                enrichment = %1$s,
                base_sequence = CASE WHEN stored.run_id = excluded.run_id
                        AND stored.updated_at > now() - ? * interval '1 millisecond'
                    THEN stored.base_sequence ELSE stored.sequence END,
                base_fingerprint = CASE WHEN stored.run_id = excluded.run_id
                        AND stored.updated_at > now() - ? * interval '1 millisecond'
                    THEN stored.base_fingerprint ELSE stored.fingerprint END,
                created_at = CASE WHEN stored.status = 'deleted' THEN now() ELSE stored.created_at END,
                updated_at = now()
            WHERE stored.sequence <= excluded.sequence
                AND (stored.run_id, stored.origin, stored.fingerprint, stored.enrichment)
                    IS DISTINCT FROM (excluded.run_id, excluded.origin, excluded.fingerprint, %1$s)
            RETURNING document_id, base_sequence[1], base_sequence[2], base_sequence[3]"""
                    // a run that enriches nothing leaves the mark of the same content
                    .formatted("CASE WHEN excluded.enrichment IS NULL AND stored.content_hash = excluded.content_hash"
                            + " THEN stored.enrichment ELSE excluded.enrichment END");

    /** What stood before this run, or still stands in spite of it. */
    private static final String OVERTAKING =
            """
            SELECT document_id, overtaking[1], overtaking[2], overtaking[3]
            FROM (
                SELECT document_id, CASE WHEN run_id = ? THEN base_sequence ELSE sequence END AS overtaking
                FROM anicut.document_heads WHERE document_id = ANY (?)) AS stored""";

    private final String runId;
    private final long replayMs;

    /** @param replay what the run wrote longer ago than this, no replay repeats: it is a base like another run's */
    DocumentRows(String runId, Duration replay) {
        this.runId = runId;
        this.replayMs = replay.toMillis();
    }

    /**
     * Writes the rows.
     *
     * @param headers one for each id, in the order of the ids
     * @return by id the sequence of the version that another run stored: a version older than that is stale
     */
    Map<String, Sequence> write(Connection connection, Collection<DocumentHeader> headers) throws SQLException {
        Map<String, Sequence> overtaking = new HashMap<>();
        Set<String> unwritten = new HashSet<>();
        headers.forEach(header -> unwritten.add(header.document().id()));
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            bind(connection, upsert, headers);
            try (ResultSet written = upsert.executeQuery()) {
                while (written.next()) {
                    unwritten.remove(written.getString(1));
                    read(written, overtaking);
                }
            }
        }
        if (!unwritten.isEmpty()) {
            try (PreparedStatement select = connection.prepareStatement(OVERTAKING)) {
                select.setString(1, runId);
                select.setArray(2, SqlArrays.texts(connection, unwritten));
                try (ResultSet stored = select.executeQuery()) {
                    while (stored.next()) {
                        read(stored, overtaking);
                    }
                }
            }
        }
        return overtaking;
    }

    private static void read(ResultSet row, Map<String, Sequence> overtaking) throws SQLException {
        Sequence sequence = Sequences.read(row, 2);
        if (sequence != null) {
            overtaking.put(row.getString(1), sequence);
        }
    }

    private void bind(Connection connection, PreparedStatement upsert, Collection<DocumentHeader> headers)
            throws SQLException {
        Collection<Document> documents =
                headers.stream().map(DocumentHeader::document).toList();
        upsert.setString(1, runId);
        upsert.setArray(2, SqlArrays.texts(connection, documents, Document::id));
        upsert.setArray(3, SqlArrays.texts(connection, documents, Document::contentHash));
        upsert.setArray(4, SqlArrays.texts(connection, documents, Document::fingerprint));
        upsert.setArray(
                5, SqlArrays.bigints(connection, documents, d -> d.sequence().version()));
        upsert.setArray(
                6, SqlArrays.bigints(connection, documents, d -> d.sequence().ordinal()));
        upsert.setArray(
                7, SqlArrays.bigints(connection, documents, d -> d.sequence().position()));
        upsert.setArray(8, SqlArrays.texts(connection, documents, Document::source));
        upsert.setArray(9, SqlArrays.texts(connection, documents, Document::uri));
        upsert.setArray(10, SqlArrays.texts(connection, documents, Document::title));
        upsert.setArray(11, SqlArrays.texts(connection, documents, Document::mediaType));
        upsert.setArray(12, SqlArrays.texts(connection, documents, Document::metadata));
        upsert.setArray(13, SqlArrays.texts(connection, headers, DocumentRows::status));
        upsert.setArray(14, SqlArrays.texts(connection, headers, DocumentHeader::duplicateOf));
        upsert.setArray(
                15, SqlArrays.texts(connection, documents, d -> d.origin().toString()));
        upsert.setArray(16, SqlArrays.texts(connection, headers, DocumentRows::enrichment));
        upsert.setLong(17, replayMs);
        upsert.setLong(18, replayMs);
    }

    private static String enrichment(DocumentHeader header) {
        return header.enrichment() == null ? null : header.enrichment().code();
    }

    /** An unchanged document that is written once more stays a duplicate if it is one. */
    private static String status(DocumentHeader header) {
        if (header.document().isTombstone()) {
            return "deleted";
        }
        return header.duplicateOf() == null ? "ingested" : "duplicate";
    }
}
