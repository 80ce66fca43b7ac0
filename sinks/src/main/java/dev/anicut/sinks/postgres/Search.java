package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Exact search over the vectors of one model, through the view {@code passages}. */
public final class Search implements AutoCloseable {
    private static final String SEARCH =
            """
            SELECT 1 - distance AS score, document_id, ordinal, title, uri, text
            FROM (SELECT *, vector <=> ?::real[]::vector AS distance FROM passages WHERE model = ?) p
            ORDER BY distance, document_id, ordinal
            LIMIT ?
            """;

    private final Session session;

    public Search(PostgresConfig config) {
        session = new Session(config);
    }

    /** The passages nearest to a vector, best first; ties by document id. */
    public List<Hit> nearest(float[] vector, String model, int limit) throws SQLException {
        return session.run(connection -> nearest(connection, vector, model, limit));
    }

    private static List<Hit> nearest(Connection connection, float[] vector, String model, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEARCH)) {
            statement.setObject(1, vector);
            statement.setString(2, model);
            statement.setInt(3, limit);
            List<Hit> hits = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    hits.add(new Hit(
                            hits.size() + 1,
                            row.getDouble("score"),
                            row.getString("document_id"),
                            row.getInt("ordinal"),
                            row.getString("title"),
                            row.getString("uri"),
                            row.getString("text")));
                }
            }
            return hits;
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
