package dev.anicut.sinks.postgres;

import dev.anicut.model.memory.VectorMemory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Recalls the vectors of one model from PostgreSQL: one query for a batch. */
public final class PostgresVectorMemory implements VectorMemory {
    private static final String SELECT =
            """
            SELECT chunk_hash, embedding::real[] FROM anicut.embeddings
            WHERE model = ? AND chunk_hash = ANY (?)""";

    private final RetryingConnection connection;
    private final String model;

    private PostgresVectorMemory(PostgresConfig config, String model) {
        this.connection = RetryingConnection.byKey(config, () -> {});
        this.model = model;
    }

    public static VectorMemory.Factory factory(PostgresConfig config, String model) {
        return () -> new PostgresVectorMemory(config, model);
    }

    @Override
    public Map<String, float[]> vectors(Collection<String> chunkHashes) throws SQLException, InterruptedException {
        return chunkHashes.isEmpty() ? Map.of() : connection.inTransaction(open -> vectors(open, chunkHashes));
    }

    private Map<String, float[]> vectors(Connection open, Collection<String> chunkHashes) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(SELECT)) {
            select.setString(1, model);
            select.setArray(2, SqlArrays.texts(open, chunkHashes));
            Map<String, float[]> vectors = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    vectors.put(
                            row.getString(1), floats((Float[]) row.getArray(2).getArray()));
                }
            }
            return vectors;
        }
    }

    private static float[] floats(Float[] boxed) {
        float[] vector = new float[boxed.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = boxed[i];
        }
        return vector;
    }

    @Override
    public void close() {
        connection.close();
    }
}
