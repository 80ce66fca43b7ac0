package dev.anicut.sinks.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The dead letters that are not resolved, for those who look at them. Not thread-safe. */
public final class Letters {
    private static final String NEWEST =
            """
            SELECT id, scope, stage, reason, message, origin, document_id, attempts, run_id, updated_at
            FROM anicut.dead_letters WHERE %s ORDER BY updated_at DESC, id LIMIT ?"""
                    .formatted(LetterFilter.SQL);

    private static final String COUNT = "SELECT count(*) FROM anicut.dead_letters WHERE %s".formatted(LetterFilter.SQL);

    /** A row remembers the run that wrote it last: one that another run has met since is that one's. */
    private static final String OF_RUN =
            """
            SELECT %s FROM anicut.dead_letters WHERE run_id = ? AND state <> 'resolved'
            GROUP BY stage, reason ORDER BY count(*) DESC, stage, reason"""
                    .formatted(LetterSurvey.Group.COLUMNS);

    private final RetryingConnection connection;

    /** On the connection of the runs. */
    public Letters(Runs runs) {
        this.connection = runs.connection;
    }

    /** Those that match, the newest first; attempts and parts are of no account. */
    public List<Letter> newest(RedriveConfig filter, int limit) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement select = open.prepareStatement(NEWEST)) {
                select.setInt(LetterFilter.bind(select, 1, filter), limit);
                List<Letter> letters = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        letters.add(letter(row));
                    }
                }
                return letters;
            }
        });
    }

    private static Letter letter(ResultSet row) throws SQLException {
        return new Letter(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getInt(8),
                row.getString(9),
                row.getTimestamp(10).toInstant());
    }

    /** How many match. */
    public long count(RedriveConfig filter) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement select = open.prepareStatement(COUNT)) {
                LetterFilter.bind(select, 1, filter);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** What a run has written, the most frequent first. */
    public List<LetterSurvey.Group> ofRun(String runId) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement select = open.prepareStatement(OF_RUN)) {
                select.setString(1, runId);
                try (ResultSet rows = select.executeQuery()) {
                    return LetterSurvey.Group.all(rows);
                }
            }
        });
    }
}
