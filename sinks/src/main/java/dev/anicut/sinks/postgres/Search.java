package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Exact search by cosine distance, the same with pgvector and without. A passage that several documents share as
 * duplicates is found once. Not thread-safe.
 */
public final class Search implements AutoCloseable {
    /** Names the schema that the type and its operators live in: it need not be on the search path. */
    private static final String VECTOR_SCHEMA =
            """
            SELECT quote_ident(nspname) FROM pg_attribute
            JOIN pg_type ON pg_type.oid = atttypid JOIN pg_namespace ON pg_namespace.oid = typnamespace
            WHERE attrelid = 'anicut.embeddings'::regclass AND attname = 'embedding'""";

    /** The distance is worked out once for each vector, however many chunks share it. Ties go by key. */
    private static final String SEARCH =
            """
            WITH distances AS MATERIALIZED (
                SELECT chunk_hash, embedding OPERATOR(%1$s.<=>) ?::real[]::%1$s.vector AS distance
                FROM anicut.embeddings WHERE model = ?),
            nearest AS (
                SELECT chunks.content_hash, ordinal, text, distance
                FROM distances
                JOIN anicut.chunks USING (chunk_hash)
                JOIN anicut.indexed_contents USING (content_hash, chunker_version)
                WHERE model = ? AND distance BETWEEN -1 AND 3 AND EXISTS (
                    SELECT FROM anicut.documents
                    WHERE documents.content_hash = chunks.content_hash)
                ORDER BY distance, content_hash, ordinal LIMIT ?)
            SELECT 1 - distance, owner.document_id, ordinal, title, text, uri
            FROM nearest CROSS JOIN LATERAL (
                SELECT document_id, title, uri FROM anicut.documents
                WHERE documents.content_hash = nearest.content_hash
                ORDER BY status DESC, created_at, document_id LIMIT 1) AS owner
            ORDER BY distance, content_hash, ordinal""";

    private final RetryingConnection connection;
    private String sql;

    public Search(PostgresConfig config) {
        this.connection = new RetryingConnection(config);
    }

    /** The passages nearest to the query among those embedded with the model, best first. */
    public List<Hit> search(float[] query, String model, int limit) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            if (sql == null) {
                sql = SEARCH.formatted(vectorSchema(open));
            }
            return search(open, query, model, limit);
        });
    }

    private static String vectorSchema(Connection open) throws SQLException {
        try (Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery(VECTOR_SCHEMA)) {
            row.next();
            return row.getString(1);
        }
    }

    private List<Hit> search(Connection open, float[] query, String model, int limit) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(sql)) {
            select.setArray(1, SqlArrays.reals(open, query));
            select.setString(2, model);
            select.setString(3, model);
            select.setInt(4, limit);
            List<Hit> hits = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    hits.add(new Hit(
                            hits.size() + 1,
                            row.getDouble(1),
                            row.getString(2),
                            row.getInt(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6)));
                }
            }
            return hits;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
