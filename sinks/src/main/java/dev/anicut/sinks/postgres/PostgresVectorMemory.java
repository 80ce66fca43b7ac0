package dev.anicut.sinks.postgres;

import dev.anicut.model.memory.VectorMemory;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The vectors of one model that are stored already. */
final class PostgresVectorMemory implements VectorMemory {
    private static final String FIND =
            "SELECT chunk_hash, vector::real[] FROM embeddings WHERE model = ? AND chunk_hash = ANY (?)";

    private final Session session;
    private final String model;

    PostgresVectorMemory(PostgresConfig config, String model) {
        this.session = new Session(config);
        this.model = model;
    }

    @Override
    public Map<String, float[]> vectors(Collection<String> chunkHashes) throws SQLException {
        return session.run(connection -> find(connection, chunkHashes));
    }

    private Map<String, float[]> find(Connection connection, Collection<String> chunkHashes) throws SQLException {
        Map<String, float[]> vectors = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, model);
            statement.setArray(2, Sql.texts(connection, chunkHashes));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    vectors.put(rows.getString(1), floats(rows.getArray(2)));
                }
            }
        }
        return vectors;
    }

    private static float[] floats(Array array) throws SQLException {
        Float[] boxed = (Float[]) array.getArray();
        float[] vector = new float[boxed.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = boxed[i];
        }
        return vector;
    }

    @Override
    public void close() {
        session.close();
    }
}
