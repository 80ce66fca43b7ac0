package dev.anicut.sinks.postgres;

import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkAck;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EmbeddedChunk;
import dev.anicut.model.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes chunks and their vectors and acknowledges each chunk. Both are immutable: what stands already stays as it is.
 * Rows go in the order of their keys, so that two writers of the same rows wait for each other instead of deadlocking.
 */
public final class ChunkBatchWriter implements BatchWriter<EmbeddedBatch, ChunkAck> {
    private static final long serialVersionUID = 1L;

    /** A chunk that stands is dated anew, at most once an hour: its document is on the road again, see the collector. */
    private static final String INSERT_CHUNKS =
            """
            INSERT INTO anicut.chunks AS stored (content_hash, chunker_version, ordinal, chunk_hash, heading, text,
                token_count, start_offset, end_offset)
            SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[],
                ?::int[], ?::int[], ?::int[])
            ON CONFLICT (content_hash, chunker_version, ordinal) DO UPDATE SET created_at = excluded.created_at
            WHERE stored.created_at < excluded.created_at - interval '1 hour'""";

    /** The vectors come as one array, end to end. */
    private static final String INSERT_EMBEDDINGS =
            """
            INSERT INTO anicut.embeddings (chunk_hash, model, embedding)
            SELECT hash, ?, (vectors.all_of_them)[(n - 1) * dimensions + 1 : n * dimensions]
            FROM (SELECT ?::real[], ?::int) AS vectors (all_of_them, dimensions),
                unnest(?::text[]) WITH ORDINALITY AS hashes (hash, n)
            ON CONFLICT (chunk_hash, model) DO NOTHING""";

    private static final Comparator<Chunk> BY_KEY = Comparator.comparing(Chunk::contentHash)
            .thenComparing(Chunk::chunkerVersion)
            .thenComparingInt(Chunk::ordinal);

    private final String model;

    /** @param model the model's name, as {@code embeddings} holds it */
    public ChunkBatchWriter(String model) {
        this.model = model;
    }

    @Override
    public List<List<ChunkAck>> write(Connection connection, List<EmbeddedBatch> batches) throws SQLException {
        TreeSet<Chunk> chunks = new TreeSet<>(BY_KEY);
        SortedMap<String, float[]> vectors = new TreeMap<>();
        TreeSet<String> contents = new TreeSet<>();
        List<List<ChunkAck>> acks = new ArrayList<>(batches.size());
        for (EmbeddedBatch batch : batches) {
            List<ChunkAck> batchAcks = new ArrayList<>(batch.chunks().size());
            for (EmbeddedChunk element : batch.chunks()) {
                batchAcks.add(ack(element, element.reason(), element.message()));
                if (element.reason() == null) {
                    Chunk chunk = element.chunk();
                    chunks.add(chunk);
                    vectors.put(chunk.chunkHash(), element.vector());
                    contents.add(chunk.contentHash());
                }
            }
            acks.add(batchAcks);
        }
        if (!chunks.isEmpty()) {
            ContentStatements.keepCollectorsOut(connection);
            ContentStatements.unmark(connection, contents);
            insertChunks(connection, chunks);
            insertEmbeddings(connection, vectors);
        }
        return acks;
    }

    private static void insertChunks(Connection connection, Collection<Chunk> chunks) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_CHUNKS)) {
            insert.setArray(1, SqlArrays.texts(connection, chunks, Chunk::contentHash));
            insert.setArray(2, SqlArrays.texts(connection, chunks, Chunk::chunkerVersion));
            insert.setArray(3, SqlArrays.integers(connection, chunks, Chunk::ordinal));
            insert.setArray(4, SqlArrays.texts(connection, chunks, Chunk::chunkHash));
            insert.setArray(5, SqlArrays.texts(connection, chunks, Chunk::heading));
            insert.setArray(6, SqlArrays.texts(connection, chunks, Chunk::text));
            insert.setArray(7, SqlArrays.integers(connection, chunks, Chunk::tokenCount));
            insert.setArray(8, SqlArrays.integers(connection, chunks, Chunk::startOffset));
            insert.setArray(9, SqlArrays.integers(connection, chunks, Chunk::endOffset));
            insert.executeUpdate();
        }
    }

    private void insertEmbeddings(Connection connection, SortedMap<String, float[]> vectors) throws SQLException {
        int dimensions = vectors.get(vectors.firstKey()).length;
        float[] endToEnd = new float[vectors.size() * dimensions];
        int end = 0;
        for (float[] vector : vectors.values()) {
            if (vector.length != dimensions) {
                throw new IllegalArgumentException(
                        model + " gave vectors of " + dimensions + " and of " + vector.length + " dimensions");
            }
            System.arraycopy(vector, 0, endToEnd, end, dimensions);
            end += dimensions;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT_EMBEDDINGS)) {
            insert.setString(1, model);
            insert.setArray(2, SqlArrays.reals(connection, endToEnd));
            insert.setInt(3, dimensions);
            insert.setArray(4, SqlArrays.texts(connection, vectors.keySet()));
            insert.executeUpdate();
        }
    }

    @Override
    public List<EmbeddedBatch> split(EmbeddedBatch batch) {
        return batch.chunks().size() < 2
                ? List.of(batch)
                : batch.chunks().stream()
                        .map(chunk -> new EmbeddedBatch(List.of(chunk)))
                        .toList();
    }

    /** A rejected chunk comes back as failed: its document, not the chunk, becomes the dead letter. */
    @Override
    public Settled<ChunkAck> reject(EmbeddedBatch batch, String message) {
        return Settled.stored(batch.chunks().stream()
                .map(chunk -> ack(chunk, Reason.REJECTED_BY_DATABASE, message))
                .toList());
    }

    private static ChunkAck ack(EmbeddedChunk element, Reason reason, String message) {
        Chunk chunk = element.chunk();
        return new ChunkAck(chunk.documentId(), chunk.sequence(), chunk.ordinal(), element.embedded(), reason, message);
    }

    @Override
    public int rows(EmbeddedBatch batch) {
        return batch.chunks().size();
    }

    @Override
    public long weight(EmbeddedBatch batch) {
        long bytes = 0;
        for (EmbeddedChunk element : batch.chunks()) {
            bytes += element.chunk().text().length() + (element.vector() == null ? 0 : 4L * element.vector().length);
        }
        return bytes;
    }
}
