package dev.anicut.sinks.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/** Columns of rows as SQL arrays: one statement of constant text takes a batch of any size. */
final class SqlArrays {
    private SqlArrays() {}

    static <T> Array texts(Connection connection, Collection<T> rows, Function<T, String> column) throws SQLException {
        return connection.createArrayOf("text", rows.stream().map(column).toArray(String[]::new));
    }

    static Array texts(Connection connection, Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray(String[]::new));
    }

    static <T> Array integers(Connection connection, Collection<T> rows, ToIntFunction<T> column) throws SQLException {
        return connection
                .unwrap(PGConnection.class)
                .createArrayOf("int4", rows.stream().mapToInt(column).toArray());
    }

    static <T> Array bigints(Connection connection, Collection<T> rows, ToLongFunction<T> column) throws SQLException {
        return connection
                .unwrap(PGConnection.class)
                .createArrayOf("int8", rows.stream().mapToLong(column).toArray());
    }

    static Array reals(Connection connection, float[] values) throws SQLException {
        return connection.unwrap(PGConnection.class).createArrayOf("float4", values);
    }
}
