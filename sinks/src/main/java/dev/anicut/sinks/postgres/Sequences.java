package dev.anicut.sinks.postgres;

import dev.anicut.model.Sequence;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads a {@link Sequence} from three columns, the elements of its array. */
final class Sequences {
    private Sequences() {}

    /** @return null if the array is null */
    static Sequence read(ResultSet row, int firstColumn) throws SQLException {
        long version = row.getLong(firstColumn);
        return row.wasNull() ? null : new Sequence(version, row.getLong(firstColumn + 1), row.getLong(firstColumn + 2));
    }
}
