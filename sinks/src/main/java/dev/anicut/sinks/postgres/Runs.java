package dev.anicut.sinks.postgres;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The runs, from the side of the command that starts and watches them. Not thread-safe. */
public final class Runs implements AutoCloseable {
    private static final String BEGIN =
            """
            INSERT INTO anicut.runs AS stored (run_id, job, source, started_at, model, chunker_version, settings)
            VALUES (?, ?, ?, ?, ?, ?, ?::jsonb)
            ON CONFLICT (run_id) DO UPDATE
            SET job = excluded.job, source = excluded.source, started_at = excluded.started_at,
                model = excluded.model, chunker_version = excluded.chunker_version, settings = excluded.settings
            WHERE stored.job IS NULL""";

    /** Stopping brings the totals to an end as finishing does, but the run is to go on. */
    private static final String STOPPED =
            "UPDATE anicut.runs SET finished_at = NULL, stopped_at = now(), updated_at = now() WHERE run_id = ?";

    private static final String FINISHED =
            "UPDATE anicut.runs SET finished_at = coalesce(finished_at, now()), updated_at = now() WHERE run_id = ?";

    private static final String RESUMED =
            "UPDATE anicut.runs SET stopped_at = NULL, updated_at = now() WHERE run_id = ?";

    private static final String SELECT = "SELECT run_id, job, source, started_at, finished_at, model, "
            + "chunker_version, settings::text, "
            + RunSink.columns() + " FROM anicut.runs ";

    private static final String COSTS =
            """
            SELECT llm, sum(calls), sum(failed_calls), sum(input_tokens + lost_tokens), sum(output_tokens),
                sum(cost_usd + lost_usd), sum(cache_hits), sum(saved_usd)
            FROM anicut.enrichment_spend WHERE run_id = ? GROUP BY llm""";

    private static final int FIRST_TOTAL = 9;

    /** Shared with {@link Redrives}, whose lock so is on a connection that is in use all the time. */
    final RetryingConnection connection;

    public Runs(PostgresConfig config) {
        this.connection = new RetryingConnection(config);
    }

    /**
     * Keeps others from taking up a run that is at work in this process, for as long as this object is open: the server
     * lets go of it when the process ends, however it ends. False if another one holds it.
     */
    public boolean tryLock(String runId) throws SQLException, InterruptedException {
        return connection.tryLock(lock(runId));
    }

    /** Whether a run is at work in another process, which holds its lock. */
    public boolean isLocked(String runId) throws SQLException, InterruptedException {
        return connection.isLocked(lock(runId));
    }

    private static String lock(String runId) {
        return "anicut run " + runId;
    }

    /**
     * Enters a run before its job starts. A run that is resumed keeps its first entry.
     *
     * @param settings a JSON object without secrets
     */
    public void begin(String runId, String job, String source, Instant started, RunIndex index, String settings)
            throws SQLException, InterruptedException {
        connection.inTransaction(open -> {
            try (PreparedStatement insert = open.prepareStatement(BEGIN)) {
                insert.setString(1, runId);
                insert.setString(2, job);
                insert.setString(3, DeadLetterSink.storable(source));
                insert.setTimestamp(4, Timestamp.from(started));
                insert.setString(5, index.model());
                insert.setString(6, index.chunkerVersion());
                insert.setString(7, settings);
                return insert.executeUpdate();
            }
        });
    }

    /** What a run has spent on each language model, by the model's name; empty if it asked none. */
    public SortedMap<String, RunCosts> costs(String runId) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement select = open.prepareStatement(COSTS)) {
                select.setString(1, runId);
                SortedMap<String, RunCosts> costs = new TreeMap<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        costs.put(
                                row.getString(1),
                                new RunCosts(
                                        row.getLong(2),
                                        row.getLong(3),
                                        row.getLong(4),
                                        row.getLong(5),
                                        EnrichmentRows.nanos(row.getBigDecimal(6)),
                                        row.getLong(7),
                                        EnrichmentRows.nanos(row.getBigDecimal(8))));
                    }
                }
                return costs;
            }
        });
    }

    /** Notes that a run was stopped on request and can be resumed; once its job has ended. */
    public void stopped(String runId) throws SQLException, InterruptedException {
        update(STOPPED, runId);
    }

    /** Notes that a run has come to its end when its ledger had before. */
    public void finished(String runId) throws SQLException, InterruptedException {
        update(FINISHED, runId);
    }

    /** Notes that a run which was interrupted or stopped goes on. */
    public void resumed(String runId) throws SQLException, InterruptedException {
        update(RESUMED, runId);
    }

    private void update(String statement, String runId) throws SQLException, InterruptedException {
        connection.inTransaction(open -> {
            try (PreparedStatement update = open.prepareStatement(statement)) {
                update.setString(1, runId);
                return update.executeUpdate();
            }
        });
    }

    public Optional<Run> find(String runId) throws SQLException, InterruptedException {
        return first("WHERE run_id = ?", runId);
    }

    /** The latest totals that a run has written; empty if nobody knows the run. */
    public Optional<Ledger> ledger(String runId) throws SQLException, InterruptedException {
        return find(runId).map(Run::ledger);
    }

    /** The run of this job that started last among those that have not come to their end. */
    public Optional<Run> latestUnfinished(String job) throws SQLException, InterruptedException {
        return first("WHERE job = ? AND finished_at IS NULL ORDER BY started_at DESC, run_id DESC LIMIT 1", job);
    }

    private Optional<Run> first(String where, String parameter) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (PreparedStatement select = open.prepareStatement(SELECT + where)) {
                select.setString(1, parameter);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(run(row)) : Optional.empty();
                }
            }
        });
    }

    private static Run run(ResultSet row) throws SQLException {
        long[] totals = new long[LedgerEntry.values().length];
        for (int i = 0; i < totals.length; i++) {
            totals[i] = row.getLong(FIRST_TOTAL + i);
        }
        Timestamp finished = row.getTimestamp(5);
        String runId = row.getString(1);
        return new Run(
                runId,
                row.getString(2),
                row.getString(3),
                row.getTimestamp(4).toInstant(),
                finished == null ? null : finished.toInstant(),
                new RunIndex(row.getString(6), row.getString(7)),
                row.getString(8),
                new Ledger(runId, totals, finished != null));
    }

    @Override
    public void close() {
        connection.close();
    }
}
