package dev.anicut.sinks.postgres;

import dev.anicut.model.Hashes;
import dev.anicut.model.InvalidSettingException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * The HNSW index over the vectors of one model, where the server has pgvector: partial on the model, over the column
 * cast to the model's dimensions, since the column itself has none. It is built after a bulk load, for during one each
 * vector costs many times as much, and beside running jobs, which it does not block.
 */
public final class VectorIndex implements AutoCloseable {
    /** What pgvector's HNSW takes of type {@code vector}. */
    private static final int MAX_DIMENSIONS = 2_000;

    private static final String PGVECTOR =
            """
            SELECT quote_ident(nspname) FROM pg_attribute
            JOIN pg_type ON pg_type.oid = atttypid JOIN pg_namespace ON pg_namespace.oid = typnamespace
            WHERE attrelid = 'anicut.embeddings'::regclass AND attname = 'embedding' AND typtype <> 'd'""";

    private static final String MAY_BUILD =
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'anicut.embeddings'::regclass";

    /** How a build or a removal ended. */
    public enum Result {
        BUILT,
        STOOD,
        DROPPED,
        NO_PGVECTOR,
        NO_VECTORS,
        TOO_MANY_DIMENSIONS
    }

    private final Connection connection;
    private final String user;
    private final IndexConfig config;

    /** Opens a connection of its own: an index is built outside of transactions, and takes as long as it takes. */
    public VectorIndex(PostgresConfig postgres, IndexConfig config) throws SQLException {
        this.connection = postgres.connectWithoutTimeout();
        this.user = postgres.user();
        this.config = config;
    }

    /** Builds the index if it does not stand; one that an interrupted build has left is built anew. */
    public Result build(String model) throws SQLException {
        requireOwner();
        String schema = pgvectorSchema(connection);
        if (schema == null) {
            return Result.NO_PGVECTOR;
        }
        int dimensions = dimensions(model);
        if (dimensions == 0) {
            return Result.NO_VECTORS;
        }
        if (dimensions > MAX_DIMENSIONS) {
            return Result.TOO_MANY_DIMENSIONS;
        }
        if (isValid(connection, model, dimensions)) {
            return Result.STOOD;
        }
        String name = name(model, dimensions);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET maintenance_work_mem = '" + config.memoryKilobytes() + "kB'");
            statement.execute("DROP INDEX CONCURRENTLY IF EXISTS anicut." + name);
            statement.execute("CREATE INDEX CONCURRENTLY " + name + " ON anicut.embeddings USING hnsw (("
                    + expression(schema, dimensions) + ") " + schema + ".vector_cosine_ops) WHERE model = "
                    + literal(connection, model));
            // the planner learns how many rows the index holds
            statement.execute("ANALYZE anicut.embeddings");
        }
        return Result.BUILT;
    }

    /** Whether a bulk load of this model should end with {@link #build}: there are many vectors and no index. */
    public boolean isDue(String model) throws SQLException {
        if (config.minVectors() == 0 || pgvectorSchema(connection) == null) {
            return false;
        }
        int dimensions = dimensions(model);
        return dimensions > 0
                && dimensions <= MAX_DIMENSIONS
                && !isValid(connection, model, dimensions)
                && atLeast(model, config.minVectors());
    }

    /** Whether this role may build and drop the index: an index is made by the owner of its table. */
    public boolean isOwner() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(MAY_BUILD)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private void requireOwner() throws SQLException {
        if (!isOwner()) {
            throw new InvalidSettingException(
                    PostgresOptions.USER.key(), user, "the role that owns the tables, which alone may index them");
        }
    }

    /** Takes the index away, for a load that is larger than what stands. */
    public Result drop(String model) throws SQLException {
        requireOwner();
        int dimensions = pgvectorSchema(connection) == null ? 0 : dimensions(model);
        if (dimensions == 0) {
            return Result.NO_VECTORS;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP INDEX CONCURRENTLY IF EXISTS anicut." + name(model, dimensions));
        }
        return Result.DROPPED;
    }

    /** The schema of pgvector's type and operators, null where the column is of the substitute's type. */
    static String pgvectorSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(PGVECTOR)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** What is indexed; a query has to say the same. */
    static String expression(String schema, int dimensions) {
        return "embedding::" + schema + ".vector(" + dimensions + ")";
    }

    /** True if the model has an index, whole, over vectors of so many dimensions. */
    static boolean isValid(Connection connection, String model, int dimensions) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(?)")) {
            select.setString(1, "anicut." + name(model, dimensions));
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** A value that the planner can compare with the index's condition, which a parameter is not. */
    static String literal(Connection connection, String value) throws SQLException {
        return "'" + connection.unwrap(PGConnection.class).escapeLiteral(value) + "'";
    }

    private static String name(String model, int dimensions) {
        return "embeddings_hnsw_" + dimensions + "_" + Hashes.sha256(model).substring(0, 16);
    }

    /** Zero where the model has no vector. */
    private int dimensions(String model) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT cardinality(embedding::real[]) FROM anicut.embeddings WHERE model = ? LIMIT 1")) {
            select.setString(1, model);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private boolean atLeast(String model, long count) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT count(*) >= ? FROM (SELECT FROM anicut.embeddings WHERE model = ? LIMIT ?) AS few")) {
            select.setLong(1, count);
            select.setString(2, model);
            select.setLong(3, count);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
