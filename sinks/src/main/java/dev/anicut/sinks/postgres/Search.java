package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Search by cosine distance: exact, the same with pgvector and without, or by the model's {@link VectorIndex} where one
 * stands. A passage that several documents share as duplicates is found once. Not thread-safe.
 */
public final class Search implements AutoCloseable {
    /** Names the schema that the type and its operators live in: it need not be on the search path. */
    private static final String VECTOR_SCHEMA =
            """
            SELECT quote_ident(nspname) FROM pg_attribute
            JOIN pg_type ON pg_type.oid = atttypid JOIN pg_namespace ON pg_namespace.oid = typnamespace
            WHERE attrelid = 'anicut.embeddings'::regclass AND attname = 'embedding'""";

    private static final String OWNERS =
            """

            SELECT 1 - distance, owner.document_id, ordinal, title, text, uri
            FROM nearest CROSS JOIN LATERAL (
                SELECT document_id, title, uri FROM anicut.documents
                WHERE documents.content_hash = nearest.content_hash
                ORDER BY status DESC, created_at, document_id LIMIT 1) AS owner
            ORDER BY distance, content_hash, ordinal""";

    /** The distance is worked out once for each vector, however many chunks share it. Ties go by key. */
    private static final String EXACT =
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
                ORDER BY distance, content_hash, ordinal LIMIT ?)"""
                    + OWNERS;

    /**
     * Repeats the index's expression and condition to the letter, and sorts by the distance alone: the index hands out
     * vectors from the nearest on until the limit is full of passages that somebody may see.
     */
    private static final String INDEXED =
            """
            WITH nearest AS MATERIALIZED (
                SELECT chunks.content_hash, ordinal, text, %2$s OPERATOR(%1$s.<=>) ?::real[]::%1$s.vector AS distance
                FROM anicut.embeddings
                JOIN anicut.chunks USING (chunk_hash)
                JOIN anicut.indexed_contents USING (content_hash, chunker_version, model)
                WHERE model = %3$s AND EXISTS (
                    SELECT FROM anicut.documents
                    WHERE documents.content_hash = chunks.content_hash)
                ORDER BY %2$s OPERATOR(%1$s.<=>) ?::real[]::%1$s.vector LIMIT ?)"""
                    + OWNERS;

    /**
     * The planner does not know how few vectors a limit needs, and would rather join everything first. Beyond
     * ef_search the scan goes on where it stood, else documents that are deleted would eat up the hits.
     */
    private static final String BY_INDEX =
            """
            SELECT set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true),
                   set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
                   set_config('hnsw.ef_search', ?, true), set_config('hnsw.iterative_scan', 'strict_order', true)""";

    /** Recall of the ten nearest among 100,000: 1.00, of 40, pgvector's own default, 0.95. */
    private static final int MIN_EF_SEARCH = 100;

    private static final int MAX_EF_SEARCH = 1000;

    private final RetryingConnection connection;

    public Search(PostgresConfig config) {
        this.connection = new RetryingConnection(config);
    }

    /** The passages nearest to the query among those embedded with the model, best first. */
    public List<Hit> search(float[] query, String model, int limit) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            String pgvector = VectorIndex.pgvectorSchema(open);
            boolean indexed = pgvector != null && VectorIndex.isValid(open, model, query.length);
            return indexed ? byIndex(open, pgvector, query, model, limit) : exactly(open, query, model, limit);
        });
    }

    private static String vectorSchema(Connection open) throws SQLException {
        try (Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery(VECTOR_SCHEMA)) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<Hit> exactly(Connection open, float[] query, String model, int limit) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(EXACT.formatted(vectorSchema(open)))) {
            select.setArray(1, SqlArrays.reals(open, query));
            select.setString(2, model);
            select.setString(3, model);
            select.setInt(4, limit);
            return hits(select);
        }
    }

    private static List<Hit> byIndex(Connection open, String schema, float[] query, String model, int limit)
            throws SQLException {
        try (PreparedStatement select = indexed(open, "", schema, query, model, limit)) {
            return hits(select);
        }
    }

    private static PreparedStatement indexed(
            Connection open, String prefix, String schema, float[] query, String model, int limit) throws SQLException {
        try (PreparedStatement settings = open.prepareStatement(BY_INDEX)) {
            settings.setString(1, Integer.toString(Math.min(MAX_EF_SEARCH, Math.max(MIN_EF_SEARCH, 2 * limit))));
            settings.execute();
        }
        String expression = "(" + VectorIndex.expression(schema, query.length) + ")";
        PreparedStatement select =
                open.prepareStatement(prefix + INDEXED.formatted(schema, expression, VectorIndex.literal(open, model)));
        select.setArray(1, SqlArrays.reals(open, query));
        select.setArray(2, SqlArrays.reals(open, query));
        select.setInt(3, limit);
        return select;
    }

    /** How the server goes about a search by the index. */
    static List<String> plan(Connection open, float[] query, String model, int limit) throws SQLException {
        String schema = VectorIndex.pgvectorSchema(open);
        List<String> lines = new ArrayList<>();
        try (PreparedStatement explain = indexed(open, "EXPLAIN ", schema, query, model, limit);
                ResultSet row = explain.executeQuery()) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        }
        return lines;
    }

    private static List<Hit> hits(PreparedStatement select) throws SQLException {
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

    @Override
    public void close() {
        connection.close();
    }
}
