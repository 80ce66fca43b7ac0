package dev.anicut.sinks.postgres;

import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkAck;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EmbeddedChunk;
import dev.anicut.model.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes chunks and their vectors. Both are immutable, so a row that stands already is left alone, but for its
 * time if it is old: that keeps it from a collection. Rows go in by key order, so that writers do not deadlock. A vector
 * that was only found is written all the same: a collection that ran in between may have taken it.
 */
final class ChunkBatchWriter implements BatchWriter<EmbeddedBatch, ChunkAck> {
    private static final long serialVersionUID = 1L;
    /** Content that a writer returns to is no longer up for collection; see {@link Collector}. */
    private static final String KEEP_CONTENTS =
            "UPDATE contents SET unreferenced_since = NULL WHERE content_hash = ANY (?) AND unreferenced_since IS NOT NULL";

    private static final String INSERT_CHUNK = "INSERT INTO chunks (content_hash, chunker_version, ordinal, chunk_hash,"
            + " heading, text, token_count, start_offset, end_offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (content_hash, chunker_version, ordinal) DO UPDATE SET created_at = now()"
            + " WHERE chunks.created_at < now() - interval '1 hour'";
    private static final String INSERT_VECTOR =
            "INSERT INTO embeddings (chunk_hash, model, vector) VALUES (?, ?, ?::real[])"
                    + " ON CONFLICT (chunk_hash, model) DO UPDATE SET created_at = now()"
                    + " WHERE embeddings.created_at < now() - interval '1 hour'";

    private final String model;

    ChunkBatchWriter(String model) {
        this.model = model;
    }

    @Override
    public int weight(EmbeddedBatch batch) {
        return batch.chunks().size();
    }

    @Override
    public List<ChunkAck> write(Connection connection, List<EmbeddedBatch> batches) throws SQLException {
        SortedMap<String, Chunk> chunks = new TreeMap<>();
        SortedMap<String, float[]> vectors = new TreeMap<>();
        TreeSet<String> contents = new TreeSet<>();
        for (EmbeddedBatch batch : batches) {
            for (EmbeddedChunk embedded : batch.chunks()) {
                if (embedded.reason() == null) {
                    Chunk chunk = embedded.chunk();
                    String key =
                            chunk.contentHash() + chunk.chunkerVersion() + String.format("#%010d", chunk.ordinal());
                    chunks.put(key, chunk);
                    vectors.put(chunk.chunkHash(), embedded.vector());
                    contents.add(chunk.contentHash());
                }
            }
        }
        if (!chunks.isEmpty()) {
            keep(connection, contents);
            insertChunks(connection, chunks.values());
            insertVectors(connection, vectors);
        }
        return batches.stream()
                .flatMap(batch -> batch.chunks().stream())
                .map(ChunkBatchWriter::ack)
                .toList();
    }

    private static void keep(Connection connection, Collection<String> contents) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KEEP_CONTENTS)) {
            statement.setArray(1, Sql.texts(connection, contents));
            statement.executeUpdate();
        }
    }

    private static void insertChunks(Connection connection, Collection<Chunk> chunks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_CHUNK)) {
            for (Chunk chunk : chunks) {
                statement.setString(1, chunk.contentHash());
                statement.setString(2, chunk.chunkerVersion());
                statement.setInt(3, chunk.ordinal());
                statement.setString(4, chunk.chunkHash());
                statement.setString(5, chunk.heading());
                statement.setString(6, chunk.text());
                statement.setInt(7, chunk.tokenCount());
                statement.setInt(8, chunk.startOffset());
                statement.setInt(9, chunk.endOffset());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void insertVectors(Connection connection, SortedMap<String, float[]> vectors) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_VECTOR)) {
            for (var entry : vectors.entrySet()) {
                statement.setString(1, entry.getKey());
                statement.setString(2, model);
                // a primitive array travels in binary form, seven times as fast as text
                statement.setObject(3, entry.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static ChunkAck ack(EmbeddedChunk embedded) {
        Chunk chunk = embedded.chunk();
        return new ChunkAck(
                chunk.documentId(),
                chunk.sequence(),
                chunk.ordinal(),
                embedded.embedded(),
                embedded.reason(),
                embedded.message());
    }

    /** A rejected batch is written chunk by chunk; the one that is rejected alone returns as failed. */
    @Override
    public Rejection<ChunkAck> reject(EmbeddedBatch batch, String message) {
        List<ChunkAck> acks = batch.chunks().stream()
                .map(embedded -> new EmbeddedChunk(embedded.chunk(), null, false, Reason.REJECTED_BY_DATABASE, message))
                .map(ChunkBatchWriter::ack)
                .toList();
        return new Rejection<>(acks, null);
    }

    @Override
    public List<EmbeddedBatch> split(EmbeddedBatch batch) {
        if (batch.chunks().size() < 2) {
            return List.of(batch);
        }
        return batch.chunks().stream()
                .map(chunk -> new EmbeddedBatch(List.of(chunk)))
                .toList();
    }
}
