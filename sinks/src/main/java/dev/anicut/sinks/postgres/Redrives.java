package dev.anicut.sinks.postgres;

import dev.anicut.model.Sequence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The states of dead letters, from the side of the command that redrives them: open, taken by a redrive, and resolved
 * when that redrive has come to its end, or open again as soon as it fails there ({@link DeadLetterSink}).
 *
 * <p>A letter is resolved only when the whole redrive has ended, for then every record has an outcome. What a redrive
 * leaves behind that was killed, the next one takes over; one is at work at a time.
 *
 * <p>A record is sent once, though it may have two letters: its own, and its part's, whose enrichment failed. The other
 * one goes along, taken without a place, and shares the record's fate. Not thread-safe.
 */
public final class Redrives {
    private static final String LOCK = "anicut redrive";

    /** A letter without a sequence is older than redriving: a run that meets the record again completes it. */
    private static final String MATCHES =
            """
            (scope = 'record' OR ?) AND sequence IS NOT NULL AND %s""".formatted(LetterFilter.SQL);

    private static final int MATCHES_PARAMETERS = 7;

    private static final String SURVEY =
            """
            SELECT %s FROM anicut.dead_letters WHERE %s AND attempts < ?
            GROUP BY stage, reason ORDER BY stage, reason"""
                    .formatted(LetterSurvey.Group.COLUMNS, MATCHES);

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

    /**
     * A record as one run read it: another run's letter is of another version, and sent for itself. The sequence of a
     * parsed record is compared without its configured version, see {@link Sequence#withoutVersion}; a letter of several
     * records is none of its first one's.
     */
    private static final String SAME_RECORD =
            """
            origin_name, origin_partition, origin_position, format IS NOT DISTINCT FROM 'records',
                CASE WHEN ? AND stage NOT IN ('source', 'parse') AND format IS DISTINCT FROM 'file'
                    THEN ARRAY[sequence[2], sequence[3] >> %d, origin_position] ELSE sequence END"""
                    .formatted(Sequence.POSITION_BITS);

    /** Whether somebody has edited a payload. No part comes with the whole record: one without a digest is edited. */
    private static final String EDITED =
            """
            SELECT coalesce(head_digest <> sha256(payload), scope = 'part' AND payload IS NOT NULL)
            FROM anicut.dead_letters own WHERE own.id = counted.id""";

    /**
     * In the order of the origins, so that a file is read from front to back, and what may turn out to be several
     * records comes before their own. Payloads are looked at only where there is a choice.
     */
    private static final String TAKE =
            """
            WITH matching AS (
                SELECT id, scope, origin_name, origin_partition, origin_position,
                    dense_rank() OVER (ORDER BY %s) AS record
                FROM anicut.dead_letters WHERE %s AND attempts < ?),
            counted AS (SELECT *, count(*) OVER (PARTITION BY record) AS letters FROM matching),
            chosen AS (
                SELECT *, row_number() OVER (PARTITION BY record
                    ORDER BY CASE WHEN letters > 1 THEN (%s) END DESC, scope = 'part') = 1 AS sent
                FROM counted),
            placed AS (
                SELECT id, sent, row_number() OVER (PARTITION BY sent
                    ORDER BY origin_name, origin_partition, origin_position, scope = 'part') - 1 AS place
                FROM chosen)
            UPDATE anicut.dead_letters letter
            SET state = 'redriven', redriven_by = ?, redrive_place = CASE WHEN sent THEN place END
            FROM placed WHERE letter.id = placed.id"""
                    .formatted(SAME_RECORD, MATCHES, EDITED);

    /**
     * What failed again as it is, and would be overtaken if it did not: its document stands in a newer version by now, for
     * example because its file was mended and taken in. Sequences of records that were not parsed have no configured
     * version, so they compare only with those of runs without one.
     */
    private static final String OVERTAKEN =
            """
            UPDATE anicut.dead_letters letter SET state = 'resolved', updated_at = now()
            WHERE redriven_by = ? AND run_id = redriven_by AND state = 'open' AND scope = 'record' AND stage = 'parse'
                AND EXISTS (SELECT FROM anicut.document_heads head JOIN anicut.runs run USING (run_id)
                    WHERE head.document_id = letter.document_id AND head.sequence > letter.sequence
                        AND NOT jsonb_exists_any(run.settings, ARRAY['source.field.version', 'kafka.version-field']))""";

    /** The letters of records that have failed again, other than those that the run has written itself. */
    private static final String REOPEN =
            """
            UPDATE anicut.dead_letters letter
            SET state = 'open', attempts = letter.attempts + 1, run_id = failed.run_id, updated_at = now()
            FROM anicut.dead_letters failed
            WHERE letter.redriven_by = ? AND letter.state = 'redriven'
                AND failed.run_id = letter.redriven_by AND failed.scope = 'record' AND failed.state = 'open'
                AND (failed.origin_name, failed.origin_partition, failed.origin_position)
                    = (letter.origin_name, letter.origin_partition, letter.origin_position)""";

    /** What was edited by hand is nowhere but here, and the letter of its enrichment outlives the record's own. */
    private static final String HAND_ON =
            """
            UPDATE anicut.dead_letters part
            SET payload = own.payload, head_digest = NULL
            FROM anicut.dead_letters own
            WHERE own.redriven_by = ? AND own.state = 'redriven' AND own.scope = 'record'
                AND own.head_digest IS DISTINCT FROM sha256(own.payload)
                AND part.run_id = own.redriven_by AND part.scope = 'part' AND part.state = 'open'
                AND (part.origin_name, part.origin_partition, part.origin_position)
                    = (own.origin_name, own.origin_partition, own.origin_position)""";

    /**
     * The planner takes the letters of a redrive for a handful until they have been analyzed, and would hold each against
     * each.
     */
    private static final String WITHOUT_NESTED_LOOPS = "SET LOCAL enable_nestloop = off";

    private static final String RESOLVE = "UPDATE anicut.dead_letters SET state = 'resolved', updated_at = now()"
            + " WHERE redriven_by = ? AND state = 'redriven'";

    private static final String TAKEN =
            "SELECT count(*), coalesce(max(redrive_place) + 1, 0) FROM anicut.dead_letters WHERE redriven_by = ?";

    /**
     * What a redrive has taken.
     *
     * @param letters all of them
     * @param places those that are sent, by their places; the others go along with one of the same record
     */
    public record Taken(long letters, long places) {
        public long along() {
            return letters - places;
        }
    }

    /**
     * How a redrive's letters ended that are open no more.
     *
     * @param letters all of them
     * @param overtaken those of records that failed again and whose documents stand in a newer version
     */
    public record Resolved(long letters, long overtaken) {}

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
            List<LetterSurvey.Group> groups;
            List<String> topics = new ArrayList<>();
            try (PreparedStatement select = matching(open, SURVEY, 1, config);
                    ResultSet row = select.executeQuery()) {
                groups = LetterSurvey.Group.all(row);
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

    /**
     * Takes the letters for a redrive, and opens again what others have left behind.
     *
     * @param versioned whether the sequence of a parsed record holds a configured version
     * @return how many letters it took
     */
    public long take(String runId, RedriveConfig config, boolean versioned) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement release = open.prepareStatement(RELEASE);
                    PreparedStatement take = matching(open, TAKE, 2, config)) {
                release.executeUpdate();
                take.setBoolean(1, versioned);
                take.setString(MATCHES_PARAMETERS + 3, runId);
                return (long) take.executeUpdate();
            }
        });
    }

    /** What a redrive took, also where it is resumed. */
    public Taken taken(String runId) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement select = open.prepareStatement(TAKEN)) {
                select.setString(1, runId);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return new Taken(row.getLong(1), row.getLong(2));
                }
            }
        });
    }

    /**
     * Resolves what a redrive that has come to its end took and did not write again; but a letter of a record that has
     * failed there is open again, with one attempt more, for it may be the one that holds an edited payload. Where only
     * the enrichment failed, its letter gets that payload. A record that has been overtaken is resolved though it failed.
     */
    public Resolved resolve(String runId) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement overtake = open.prepareStatement(OVERTAKEN);
                    PreparedStatement joins = open.prepareStatement(WITHOUT_NESTED_LOOPS);
                    PreparedStatement reopen = open.prepareStatement(REOPEN);
                    PreparedStatement handOn = open.prepareStatement(HAND_ON);
                    PreparedStatement resolve = open.prepareStatement(RESOLVE)) {
                overtake.setString(1, runId);
                long overtaken = overtake.executeUpdate();
                joins.executeUpdate();
                reopen.setString(1, runId);
                reopen.executeUpdate();
                handOn.setString(1, runId);
                handOn.executeUpdate();
                resolve.setString(1, runId);
                return new Resolved(overtaken + resolve.executeUpdate(), overtaken);
            }
        });
    }

    private static PreparedStatement matching(Connection open, String sql, int first, RedriveConfig config)
            throws SQLException {
        PreparedStatement statement = open.prepareStatement(sql);
        statement.setBoolean(first, config.parts());
        statement.setInt(LetterFilter.bind(statement, first + 1, config), config.maxAttempts());
        return statement;
    }
}
