package dev.anicut.benchmarks;

import dev.anicut.model.Chunk;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EmbeddedChunk;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** The limit of a sink: binary COPY, one statement for each table and one transaction for each connection. */
final class BinaryCopy {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int FLOAT4 = 700;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String COPY_CHUNKS =
            """
            COPY anicut.chunks (content_hash, chunker_version, ordinal, chunk_hash, heading, text, token_count,
                start_offset, end_offset) FROM STDIN (FORMAT binary)""";
    private static final String COPY_EMBEDDINGS =
            "COPY anicut.embeddings (chunk_hash, model, embedding) FROM STDIN (FORMAT binary)";

    private final Workplace.Database database;

    BinaryCopy(Workplace.Database database) {
        this.database = database;
    }

    /** The nanoseconds from the start, before connecting, to the last commit. */
    long run(List<EmbeddedBatch> batches) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(Slots.COUNT);
        try {
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < Slots.COUNT; i++) {
                List<EmbeddedBatch> part =
                        batches.subList(batches.size() * i / Slots.COUNT, batches.size() * (i + 1) / Slots.COUNT);
                running.add(executor.submit(() -> {
                    copy(part);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            return System.nanoTime() - start;
        } finally {
            executor.shutdownNow();
        }
    }

    /** How an element becomes a row. */
    private interface Row {
        void write(DataOutputStream out, EmbeddedChunk element) throws IOException;
    }

    private void copy(List<EmbeddedBatch> batches) throws Exception {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            copy(connection, COPY_CHUNKS, batches, BinaryCopy::chunk);
            copy(connection, COPY_EMBEDDINGS, batches, BinaryCopy::embedding);
            connection.commit();
        }
    }

    private static void copy(Connection connection, String sql, List<EmbeddedBatch> batches, Row row) throws Exception {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(
                new PGCopyOutputStream(connection.unwrap(PGConnection.class), sql, BUFFER_BYTES), BUFFER_BYTES))) {
            out.write(SIGNATURE);
            // no flags, no header extension
            out.writeInt(0);
            out.writeInt(0);
            for (EmbeddedBatch batch : batches) {
                for (EmbeddedChunk element : batch.chunks()) {
                    row.write(out, element);
                }
            }
            out.writeShort(-1);
        }
    }

    private static void chunk(DataOutputStream out, EmbeddedChunk element) throws IOException {
        Chunk chunk = element.chunk();
        out.writeShort(9);
        text(out, chunk.contentHash());
        text(out, chunk.chunkerVersion());
        integer(out, chunk.ordinal());
        text(out, chunk.chunkHash());
        text(out, chunk.heading());
        text(out, chunk.text());
        integer(out, chunk.tokenCount());
        integer(out, chunk.startOffset());
        integer(out, chunk.endOffset());
    }

    /** The embedded server has no pgvector: its vector is an array of reals. */
    private static void embedding(DataOutputStream out, EmbeddedChunk element) throws IOException {
        float[] vector = element.vector();
        out.writeShort(3);
        text(out, element.chunk().chunkHash());
        text(out, SinkBenchmark.MODEL);
        ByteBuffer array = ByteBuffer.allocate(20 + 8 * vector.length);
        // one dimension, no nulls, the type of its elements, their number, the first index
        array.putInt(1).putInt(0).putInt(FLOAT4).putInt(vector.length).putInt(1);
        for (float value : vector) {
            array.putInt(Float.BYTES).putFloat(value);
        }
        out.writeInt(array.capacity());
        out.write(array.array());
    }

    private static void integer(DataOutputStream out, int value) throws IOException {
        out.writeInt(Integer.BYTES);
        out.writeInt(value);
    }

    private static void text(DataOutputStream out, String value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
