package dev.anicut.sinks.postgres;

import dev.anicut.model.Sequence;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** Reads a {@link Sequence} from three columns, the elements of its array. */
final class Sequences {
    private Sequences() {}

    /** @return null if the array is null */
    static Sequence read(ResultSet row, int firstColumn) throws SQLException {
        long version = row.getLong(firstColumn);
        return row.wasNull() ? null : new Sequence(version, row.getLong(firstColumn + 1), row.getLong(firstColumn + 2));
    }

    static Array array(Connection connection, Sequence sequence) throws SQLException {
        return connection
                .unwrap(PGConnection.class)
                .createArrayOf("int8", new long[] {sequence.version(), sequence.ordinal(), sequence.position()});
    }
}
