package dev.anicut.sinks.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The runs there were, from the client's side: begun here, their totals written by the job. */
public final class Runs implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEGIN =
            "INSERT INTO runs (run_id, job, source, started_at, settings) VALUES (?, ?, ?, ?, ?::jsonb)";
    private static final String FIND =
            "SELECT run_id, job, started_at, finished_at IS NOT NULL AS finished, settings FROM runs ";
    private static final String LEDGER = "SELECT finished_at IS NOT NULL AS finished, "
            + Arrays.stream(LedgerEntry.values()).map(LedgerEntry::code).collect(Collectors.joining(", "))
            + " FROM runs WHERE run_id = ?";

    private final Session session;

    public Runs(PostgresConfig config) {
        session = new Session(config);
    }

    public void begin(String runId, String job, String source, Instant started, Map<String, String> settings)
            throws SQLException, JsonProcessingException {
        String json = JSON.writeValueAsString(settings);
        session.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
                statement.setString(1, runId);
                statement.setString(2, job);
                statement.setString(3, source);
                statement.setTimestamp(4, Timestamp.from(started));
                statement.setString(5, json);
                return statement.executeUpdate();
            }
        });
    }

    public Optional<Run> find(String runId) throws SQLException {
        return findOne(FIND + "WHERE run_id = ?", runId);
    }

    /** The latest run of a job, if it was interrupted. */
    public Optional<Run> latestUnfinished(String job) throws SQLException {
        return findOne(FIND + "WHERE job = ? AND finished_at IS NULL ORDER BY started_at DESC LIMIT 1", job);
    }

    private Optional<Run> findOne(String sql, String parameter) throws SQLException {
        return session.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, parameter);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(run(row)) : Optional.empty();
                }
            }
        });
    }

    private static Run run(ResultSet row) throws SQLException {
        try {
            return new Run(
                    row.getString("run_id"),
                    row.getString("job"),
                    row.getTimestamp("started_at").toInstant(),
                    row.getBoolean("finished"),
                    JSON.readValue(row.getString("settings"), new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            throw new SQLException("runs.settings of " + row.getString("run_id") + " is not what was written", e);
        }
    }

    /** The totals so far; zeros for a run that is not known. */
    public Ledger ledger(String runId) throws SQLException {
        return session.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LEDGER)) {
                statement.setString(1, runId);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        return Ledger.empty(runId);
                    }
                    LedgerEntry[] entries = LedgerEntry.values();
                    long[] counts = new long[entries.length];
                    for (LedgerEntry entry : entries) {
                        counts[entry.ordinal()] = row.getLong(entry.code());
                    }
                    return new Ledger(runId, counts, row.getBoolean("finished"));
                }
            }
        });
    }

    @Override
    public void close() {
        session.close();
    }
}
