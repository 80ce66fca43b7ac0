package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;

/**
 * The states of dead letters, from the side of the command that redrives them: open, taken by a redrive, and resolved
 * when that redrive has come to its end, or open again as soon as it fails there ({@link DeadLetterSink}).
 *
 * <p>A letter is resolved only when the whole redrive has ended, for then every record has an outcome. What a redrive
 * leaves behind that was killed, the next one takes over; one is at work at a time. Not thread-safe.
 */
public final class Redrives {
    private static final String LOCK = "anicut redrive";

    /** A letter without a sequence is older than redriving: a run that meets the record again completes it. */
    private static final String MATCHES =
            """
            (scope = 'record' OR ?) AND state <> 'resolved' AND sequence IS NOT NULL
                AND (cardinality(?::text[]) = 0 OR stage = ANY (?)) AND (cardinality(?::text[]) = 0 OR reason = ANY (?))
                AND (?::timestamptz IS NULL OR updated_at >= ?)""";

    private static final int MATCHES_PARAMETERS = 7;

    private static final String SURVEY =
            """
            SELECT stage, reason, count(*), (array_agg(origin ORDER BY updated_at DESC, id))[1],
                (array_agg(message ORDER BY updated_at DESC, id))[1]
            FROM anicut.dead_letters WHERE %s AND attempts < ?
            GROUP BY stage, reason ORDER BY stage, reason"""
                    .formatted(MATCHES);

    private static final String LEFT_ALONE =
            "SELECT count(*) FROM anicut.dead_letters WHERE %s AND attempts >= ?".formatted(MATCHES);

    private static final String TOPICS =
            """
            SELECT DISTINCT origin_name FROM anicut.dead_letters
            WHERE %s AND attempts < ? AND origin_partition >= 0 AND format IS DISTINCT FROM 'tombstone'
                AND (payload IS NULL OR head_digest = sha256(payload))
            ORDER BY 1"""
                    .formatted(MATCHES);

    private static final String RELEASE = "UPDATE anicut.dead_letters SET state = 'open' WHERE state = 'redriven'";

    /** In the order of the origins, so that a file is read from front to back. */
    private static final String TAKE =
            """
            UPDATE anicut.dead_letters letter SET state = 'redriven', redriven_by = ?, redrive_place = taken.place
            FROM (SELECT id, row_number() OVER (ORDER BY origin_name, origin_partition, origin_position, id) - 1 AS place
                FROM anicut.dead_letters WHERE %s AND attempts < ?) AS taken
            WHERE letter.id = taken.id"""
                    .formatted(MATCHES);

    private static final String RESOLVE = "UPDATE anicut.dead_letters SET state = 'resolved', updated_at = now()"
            + " WHERE redriven_by = ? AND state = 'redriven'";

    private static final String PLACES =
            "SELECT coalesce(max(redrive_place) + 1, 0) FROM anicut.dead_letters WHERE redriven_by = ?";

    private final RetryingConnection connection;

    /** On the connection of the runs: whoever watches a run asks there all the time, so that a loss is noticed. */
    public Redrives(Runs runs) {
        this.connection = runs.connection;
    }

    /** Keeps other redrives out for as long as the runs are open; false if one is at work. */
    public boolean tryLock() throws SQLException, InterruptedException {
        return connection.tryLock(LOCK);
    }

    /** What a redrive would take now, those letters included that another one has left behind. */
    public LetterSurvey survey(RedriveConfig config) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            List<LetterSurvey.Group> groups = new ArrayList<>();
            List<String> topics = new ArrayList<>();
            try (PreparedStatement select = matching(open, SURVEY, 1, config);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    groups.add(new LetterSurvey.Group(
                            row.getString(1), row.getString(2), row.getLong(3), row.getString(4), row.getString(5)));
                }
            }
            try (PreparedStatement select = matching(open, TOPICS, 1, config);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    topics.add(row.getString(1));
                }
            }
            try (PreparedStatement select = matching(open, LEFT_ALONE, 1, config);
                    ResultSet row = select.executeQuery()) {
                row.next();
                return new LetterSurvey(groups, row.getLong(1), topics);
            }
        });
    }

    /** Takes the letters for a redrive, and opens again what others have left behind. */
    public long take(String runId, RedriveConfig config) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement release = open.prepareStatement(RELEASE);
                    PreparedStatement take = matching(open, TAKE, 2, config)) {
                release.executeUpdate();
                take.setString(1, runId);
                return (long) take.executeUpdate();
            }
        });
    }

    /** The places of a redrive's letters: one more than the last. */
    public long places(String runId) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement select = open.prepareStatement(PLACES)) {
                select.setString(1, runId);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /**
     * Resolves what a redrive that has come to its end took and did not write again.
     *
     * @return how many letters it resolved
     */
    public long resolve(String runId) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement resolve = open.prepareStatement(RESOLVE)) {
                resolve.setString(1, runId);
                return (long) resolve.executeUpdate();
            }
        });
    }

    private static PreparedStatement matching(Connection open, String sql, int first, RedriveConfig config)
            throws SQLException {
        PreparedStatement statement = open.prepareStatement(sql);
        Timestamp since = config.since() == null ? null : Timestamp.from(config.since());
        statement.setBoolean(first, config.parts());
        for (int i = 1; i <= 2; i++) {
            statement.setArray(first + i, SqlArrays.texts(open, config.stages()));
            statement.setArray(first + 2 + i, SqlArrays.texts(open, config.reasons()));
            statement.setTimestamp(first + 4 + i, since);
        }
        statement.setInt(first + MATCHES_PARAMETERS, config.maxAttempts());
        return statement;
    }
}
