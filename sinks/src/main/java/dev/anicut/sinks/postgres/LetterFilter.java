package dev.anicut.sinks.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;

/** Which dead letters are meant, as a condition: those not resolved, by stage, reason and time. */
final class LetterFilter {
    static final String SQL =
            """
            state <> 'resolved'
                AND (cardinality(?::text[]) = 0 OR stage = ANY (?)) AND (cardinality(?::text[]) = 0 OR reason = ANY (?))
                AND (?::timestamptz IS NULL OR updated_at >= ?)""";

    private static final int PARAMETERS = 6;

    private LetterFilter() {}

    /**
     * Sets the parameters of the condition.
     *
     * @return the index of the parameter behind them
     */
    static int bind(PreparedStatement statement, int first, RedriveConfig config) throws SQLException {
        Timestamp since = config.since() == null ? null : Timestamp.from(config.since());
        for (int i = 0; i < 2; i++) {
            statement.setArray(first + i, SqlArrays.texts(statement.getConnection(), config.stages()));
            statement.setArray(first + 2 + i, SqlArrays.texts(statement.getConnection(), config.reasons()));
            statement.setTimestamp(first + 4 + i, since);
        }
        return first + PARAMETERS;
    }
}
