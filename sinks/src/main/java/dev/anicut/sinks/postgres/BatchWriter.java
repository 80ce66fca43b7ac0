package dev.anicut.sinks.postgres;

import dev.anicut.model.DeadLetter;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Writes a batch of elements within one transaction and says what to hand on when it is committed. */
interface BatchWriter<IN, OUT> extends Serializable {

    /** Writes the elements; the results stand in their order. Called again with the same elements after a failure. */
    List<OUT> write(Connection connection, List<IN> elements) throws SQLException;

    /** How many rows an element stands for, roughly. */
    int weight(IN element);

    /** Smaller elements that together say the same, so that a fault can be singled out; the element itself if it is one. */
    default List<IN> split(IN element) {
        return List.of(element);
    }

    /** What becomes of one element that the database rejects for its data. */
    Rejection<OUT> reject(IN element, String message);

    /**
     * The end of a rejected element.
     *
     * @param results what is handed on in its place
     * @param deadLetter what is put on the side, or null where another stage will do so
     */
    record Rejection<OUT>(List<OUT> results, DeadLetter deadLetter) {}
}
