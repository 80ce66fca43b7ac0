package dev.anicut.sinks.postgres;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;

/** Keeps the totals of runs in {@code anicut.runs}: each ledger overwrites the one before. */
public final class RunSink {
    /** A ledger comes once in a while, and people watch it. */
    private static final int BATCH_ROWS = 1;

    /** Money is booked by the enrich stage in its own transactions, which no crash loses: the run shows their sums. */
    private static final String LLM_COSTS =
            """
            (llm_calls, llm_failed_calls, llm_input_tokens, llm_output_tokens, llm_cost_usd, llm_cache_hits,
                llm_saved_usd) = (SELECT coalesce(sum(calls), 0), coalesce(sum(failed_calls), 0),
                    coalesce(sum(input_tokens + lost_tokens), 0), coalesce(sum(output_tokens), 0),
                    coalesce(sum(cost_usd + lost_usd), 0), coalesce(sum(cache_hits), 0), coalesce(sum(saved_usd), 0)
                FROM anicut.enrichment_spend spend WHERE spend.run_id = excluded.run_id)""";

    private static final String UPSERT = upsert();

    private RunSink() {}

    public static Sink<Ledger> create(PostgresConfig config) {
        return new TerminalSink<>(config, UPSERT, RunSink::bind, BATCH_ROWS);
    }

    /** The columns of the ledger, in the order of its entries. */
    static String columns() {
        return Arrays.stream(LedgerEntry.values()).map(LedgerEntry::code).collect(Collectors.joining(", "));
    }

    private static String upsert() {
        String values = "?, ".repeat(LedgerEntry.values().length);
        String totals = Arrays.stream(LedgerEntry.values())
                .map(entry -> entry.code() + " = excluded." + entry.code())
                .collect(Collectors.joining(", "));
        return "INSERT INTO anicut.runs AS stored (run_id, " + columns() + ", finished_at) VALUES (?, " + values
                + "CASE WHEN ? THEN now() END) ON CONFLICT (run_id) DO UPDATE SET " + totals
                // a run that goes on after it seemed finished is not finished; one that says so twice was the first
                // time
                + ", " + LLM_COSTS
                + ", finished_at = CASE WHEN excluded.finished_at IS NOT NULL"
                + " THEN coalesce(stored.finished_at, excluded.finished_at) END, updated_at = now()";
    }

    private static void bind(PreparedStatement statement, Ledger ledger) throws SQLException {
        int parameter = 1;
        statement.setString(parameter++, ledger.runId());
        for (LedgerEntry entry : LedgerEntry.values()) {
            statement.setLong(parameter++, ledger.get(entry));
        }
        statement.setBoolean(parameter, ledger.finished());
    }
}
