package dev.anicut.sinks.postgres;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What one kind of element means in tables. Holds no connection and no state: a batch may be written again after a
 * failure, in halves, or by another subtask, with the same result.
 *
 * @param <IN> what is written
 * @param <OUT> what is handed on once it is committed
 */
public interface BatchWriter<IN, OUT> extends Serializable {

    /**
     * Writes the batch within the transaction under way.
     *
     * @return for each element, in order, what it becomes once the transaction is committed
     */
    List<List<OUT>> write(Connection connection, List<IN> batch) throws SQLException;

    /** What becomes of an element that cannot be divided and that the database rejects for good. */
    Settled<OUT> reject(IN element, String message);

    /** The element in parts that can be written one by one, in order; only itself if it has none. */
    default List<IN> split(IN element) {
        return List.of(element);
    }

    /** How much of a commit the element makes up. */
    default int rows(IN element) {
        return 1;
    }

    /** Roughly the bytes that the element takes on the way to the database. */
    long weight(IN element);
}
