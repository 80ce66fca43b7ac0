package dev.anicut.sinks.postgres;

import dev.anicut.model.Sequence;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** How values look in SQL. */
final class Sql {
    private Sql() {}

    static Array texts(Connection connection, Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }

    static Array integers(Connection connection, Collection<Integer> values) throws SQLException {
        return connection.createArrayOf("int4", values.toArray());
    }

    /** The literal of a {@code bigint[]}. */
    static String literal(Sequence sequence) {
        return sequence == null
                ? null
                : "{" + sequence.version() + "," + sequence.ordinal() + "," + sequence.position() + "}";
    }

    static Sequence sequence(Array array) throws SQLException {
        if (array == null) {
            return null;
        }
        Long[] fields = (Long[]) array.getArray();
        return new Sequence(fields[0], fields[1], fields[2]);
    }
}
