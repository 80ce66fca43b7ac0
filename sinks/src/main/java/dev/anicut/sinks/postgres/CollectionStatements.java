package dev.anicut.sinks.postgres;

import java.time.Duration;

/**
 * The statements of a collection. Each kind is found by key from the last key on, a batch at a time, and removed by
 * keys under the same condition. A removal returns how many rows and bytes went.
 */
final class CollectionStatements {
    private static final String IN_USE =
            "EXISTS (SELECT FROM anicut.document_heads heads WHERE heads.content_hash = contents.content_hash)";

    private static final String REFERENCED_AGAIN = "unreferenced_since IS NOT NULL AND " + IN_USE;

    private static final String UNREFERENCED = "unreferenced_since IS NULL AND NOT " + IN_USE;

    static final String FIND_REFERENCED_AGAIN = find("contents", "content_hash", REFERENCED_AGAIN);

    static final String FIND_UNREFERENCED = find("contents", "content_hash", UNREFERENCED);

    static final String UNMARK =
            "UPDATE anicut.contents SET unreferenced_since = NULL WHERE content_hash = ANY (?) AND " + REFERENCED_AGAIN;

    static final String MARK = "UPDATE anicut.contents SET unreferenced_since = clock_timestamp()"
            + " WHERE content_hash = ANY (?) AND " + UNREFERENCED;

    static final String DELETE_INDEXED_CONTENTS = "DELETE FROM anicut.indexed_contents WHERE content_hash = ANY (?)";

    /** All chunks of contents that have just been removed, whatever their age. */
    static final String DELETE_CHUNKS = delete("chunks", "content_hash", "text", "true");

    private static final String NO_CONTENT_CONSISTS_OF_IT =
            """
            NOT EXISTS (
                SELECT FROM anicut.indexed_contents indexed
                WHERE indexed.content_hash = chunks.content_hash AND indexed.chunker_version = chunks.chunker_version)
            AND NOT EXISTS (
                SELECT FROM anicut.chunks young
                WHERE young.content_hash = chunks.content_hash AND young.chunker_version = chunks.chunker_version
                    AND young.created_at > %s)""";

    private static final String NO_CHUNK_REFERS_TO_IT =
            """
            NOT EXISTS (SELECT FROM anicut.chunks WHERE chunks.chunk_hash = embeddings.chunk_hash)
            AND embeddings.created_at <= %s""";

    private static final String NO_CONTENT_IS_DESCRIBED_BY_IT =
            """
            NOT EXISTS (SELECT FROM anicut.contents WHERE contents.content_hash = enrichments.content_hash)
            AND enrichments.used_at <= %s""";

    /** What a collection would remove; contents without a mark only if there is no grace period to wait for. */
    private static final String PREVIEW =
            """
            WITH unreferenced AS (
                SELECT content_hash, text, unreferenced_since FROM anicut.contents WHERE NOT %2$s),
            expired AS (
                SELECT content_hash, text FROM unreferenced WHERE coalesce(unreferenced_since, now()) <= %1$s),
            sets AS (
                SELECT content_hash, chunker_version FROM anicut.chunks
                GROUP BY content_hash, chunker_version
                HAVING max(created_at) <= %1$s
                EXCEPT SELECT content_hash, chunker_version FROM anicut.indexed_contents
                UNION
                SELECT content_hash, chunker_version FROM anicut.chunks JOIN expired USING (content_hash)),
            lost_chunks AS (
                SELECT content_hash, chunker_version, ordinal, text FROM anicut.chunks
                JOIN sets USING (content_hash, chunker_version)),
            lost_embeddings AS (
                SELECT embedding FROM anicut.embeddings
                WHERE created_at <= %1$s AND NOT EXISTS (
                    SELECT FROM anicut.chunks LEFT JOIN sets USING (content_hash, chunker_version)
                    WHERE chunks.chunk_hash = embeddings.chunk_hash AND sets.content_hash IS NULL))
            SELECT (SELECT count(*) FROM unreferenced WHERE unreferenced_since IS NULL),
                (SELECT count(*) FROM expired),
                (SELECT count(*) FROM lost_chunks),
                (SELECT count(*) FROM lost_embeddings),
                (SELECT count(*) FROM anicut.document_heads WHERE %3$s),
                coalesce((SELECT sum(pg_column_size(text)) FROM expired), 0)
                    + coalesce((SELECT sum(pg_column_size(text)) FROM lost_chunks), 0)
                    + coalesce((SELECT sum(pg_column_size(embedding)) FROM lost_embeddings), 0)""";

    final String findExpired;
    final String deleteExpired;
    final String findOrphanedChunks;
    final String deleteOrphanedChunks;
    final String findOrphanedEmbeddings;
    final String deleteOrphanedEmbeddings;
    final String findOrphanedEnrichments;
    final String deleteOrphanedEnrichments;
    final String findTombstones;
    final String deleteTombstones;
    final String preview;

    CollectionStatements(CollectConfig config) {
        String cutoff = ago(config.grace());
        String expired = "unreferenced_since <= " + cutoff + " AND NOT " + IN_USE;
        findExpired = find("contents", "content_hash", expired);
        deleteExpired = delete("contents", "content_hash", "text", expired);
        String orphanedChunk = NO_CONTENT_CONSISTS_OF_IT.formatted(cutoff);
        findOrphanedChunks = find("chunks", "content_hash", orphanedChunk);
        deleteOrphanedChunks = delete("chunks", "content_hash", "text", orphanedChunk);
        String orphanedEmbedding = NO_CHUNK_REFERS_TO_IT.formatted(cutoff);
        findOrphanedEmbeddings = find("embeddings", "chunk_hash", orphanedEmbedding);
        deleteOrphanedEmbeddings = delete("embeddings", "chunk_hash", "embedding", orphanedEmbedding);
        String orphanedEnrichment = NO_CONTENT_IS_DESCRIBED_BY_IT.formatted(cutoff);
        findOrphanedEnrichments = find("enrichments", "content_hash", orphanedEnrichment);
        deleteOrphanedEnrichments = delete("enrichments", "content_hash", "result", orphanedEnrichment);
        String oldTombstone = "status = 'deleted' AND updated_at <= " + ago(config.tombstoneRetention());
        findTombstones = find("document_heads", "document_id", oldTombstone);
        deleteTombstones = "DELETE FROM anicut.document_heads WHERE document_id = ANY (?) AND " + oldTombstone;
        preview = PREVIEW.formatted(cutoff, IN_USE, oldTombstone);
    }

    private static String ago(Duration duration) {
        return "now() - interval '" + duration.toMillis() + " milliseconds'";
    }

    private static String find(String table, String key, String condition) {
        return "SELECT %2$s FROM anicut.%1$s WHERE %2$s > ? AND %3$s GROUP BY %2$s ORDER BY %2$s LIMIT ?"
                .formatted(table, key, condition);
    }

    private static String delete(String table, String key, String payload, String condition) {
        return """
                WITH gone AS (
                    DELETE FROM anicut.%1$s WHERE %2$s = ANY (?) AND %4$s
                    RETURNING %2$s AS key, pg_column_size(%3$s) AS size)
                SELECT count(*), coalesce(sum(size), 0), array_agg(DISTINCT key) FROM gone"""
                .formatted(table, key, payload, condition);
    }
}
