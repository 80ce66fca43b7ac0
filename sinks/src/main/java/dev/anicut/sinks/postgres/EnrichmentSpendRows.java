package dev.anicut.sinks.postgres;

import dev.anicut.model.memory.Reservation;
import dev.anicut.model.memory.Spend;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The account of one process: what it has put aside, and what it has spent. Rows of other processes are only read, until
 * their process is dead.
 */
final class EnrichmentSpendRows {
    /** Names the lock, among the database's advisory locks, under which budget is put aside. */
    private static final long LOCK = 0x616e69637576L;

    /**
     * What a dead process had put aside may have been spent. One of the same run is dead, for a run has one enrich stage;
     * any other once it has been silent for much longer than a call lasts.
     */
    private static final String BOOK_WHAT_WAS_LOST =
            """
            UPDATE anicut.enrichment_spend SET
                lost_tokens = lost_tokens + reserved_tokens, lost_usd = lost_usd + reserved_usd,
                reserved_tokens = 0, reserved_usd = 0
            WHERE reserved_tokens > 0 AND (run_id = ? OR renewed_at < now() - interval '1 hour')""";

    private static final String SPENT =
            """
            SELECT coalesce(sum(cost_usd + reserved_usd + lost_usd), 0),
                coalesce(sum(input_tokens + output_tokens + reserved_tokens + lost_tokens), 0)
            FROM anicut.enrichment_spend WHERE run_id = ? OR NOT ?""";

    private static final String ADD =
            """
            INSERT INTO anicut.enrichment_spend AS stored (run_id, owner, llm, calls, failed_calls, input_tokens,
                output_tokens, cost_usd, cache_hits, saved_usd)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (run_id, owner, llm) DO UPDATE SET
                calls = stored.calls + excluded.calls, failed_calls = stored.failed_calls + excluded.failed_calls,
                input_tokens = stored.input_tokens + excluded.input_tokens,
                output_tokens = stored.output_tokens + excluded.output_tokens,
                cost_usd = stored.cost_usd + excluded.cost_usd, cache_hits = stored.cache_hits + excluded.cache_hits,
                saved_usd = stored.saved_usd + excluded.saved_usd,
                reserved_tokens = greatest(0, stored.reserved_tokens - ?),
                reserved_usd = greatest(0, stored.reserved_usd - ?), renewed_at = now()""";

    private static final String RESERVE =
            """
            INSERT INTO anicut.enrichment_spend AS stored (run_id, owner, llm, reserved_tokens, reserved_usd)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (run_id, owner, llm) DO UPDATE SET
                reserved_tokens = stored.reserved_tokens + excluded.reserved_tokens,
                reserved_usd = stored.reserved_usd + excluded.reserved_usd, renewed_at = now()""";

    private final String runId;
    private final String owner;

    /** What is spent or put aside: dollars in billionths, and tokens. */
    record Spent(long cost, long tokens) {}

    EnrichmentSpendRows(String runId, String owner) {
        this.runId = runId;
        this.owner = owner;
    }

    int bookWhatWasLost(Connection connection) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(BOOK_WHAT_WAS_LOST)) {
            update.setString(1, runId);
            return update.executeUpdate();
        }
    }

    /** Reads the account; until the transaction ends, nobody else puts aside. */
    Spent spentAlone(Connection connection, boolean perRun) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        }
        try (PreparedStatement select = connection.prepareStatement(SPENT)) {
            select.setString(1, runId);
            select.setBoolean(2, perRun);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Spent(EnrichmentRows.nanos(row.getBigDecimal(1)), row.getLong(2));
            }
        }
    }

    void reserve(Connection connection, Reservation reservation) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(RESERVE)) {
            upsert.setString(1, runId);
            upsert.setString(2, owner);
            upsert.setString(3, reservation.llm());
            upsert.setLong(4, reservation.tokens());
            upsert.setBigDecimal(5, EnrichmentRows.dollars(reservation.cost()));
            upsert.executeUpdate();
        }
    }

    void add(Connection connection, Spend spend) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(ADD)) {
            upsert.setString(1, runId);
            upsert.setString(2, owner);
            upsert.setString(3, spend.llm());
            upsert.setLong(4, spend.calls());
            upsert.setLong(5, spend.failedCalls());
            upsert.setLong(6, spend.inputTokens());
            upsert.setLong(7, spend.outputTokens());
            upsert.setBigDecimal(8, EnrichmentRows.dollars(spend.cost()));
            upsert.setLong(9, spend.hits());
            upsert.setBigDecimal(10, EnrichmentRows.dollars(spend.saved()));
            upsert.setLong(11, spend.releasedTokens());
            upsert.setBigDecimal(12, EnrichmentRows.dollars(spend.releasedCost()));
            upsert.executeUpdate();
        }
    }
}
