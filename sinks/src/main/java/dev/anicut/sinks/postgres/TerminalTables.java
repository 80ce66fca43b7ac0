package dev.anicut.sinks.postgres;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/** The tables at the end of the road, written by the JDBC connector: dead letters and runs. */
final class TerminalTables {
    /** The same run writes a letter once, however often it is replayed; a later run's failure is one more attempt. */
    private static final String UPSERT_DEAD_LETTER =
            """
            INSERT INTO anicut.dead_letters AS d (id, scope, stage, reason, message, attempts, origin, document_id,
                    payload, run_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE
                SET reason = excluded.reason, message = excluded.message, attempts = d.attempts + 1,
                    document_id = excluded.document_id, payload = excluded.payload, run_id = excluded.run_id,
                    state = 'open', updated_at = now()
                WHERE d.run_id <> excluded.run_id
            """;

    private TerminalTables() {}

    static Sink<DeadLetter> deadLetters(PostgresConfig config) {
        return JdbcSink.<DeadLetter>builder()
                .withQueryStatement(UPSERT_DEAD_LETTER, (statement, letter) -> {
                    statement.setString(1, letter.id());
                    statement.setString(2, letter.scope().name().toLowerCase(Locale.ROOT));
                    statement.setString(3, letter.stage().code());
                    statement.setString(4, letter.reason().code());
                    statement.setString(5, storable(letter.message()));
                    statement.setInt(6, letter.attempts());
                    statement.setString(7, storable(letter.origin().toString()));
                    statement.setString(8, storable(letter.documentId()));
                    statement.setBytes(9, letter.payload());
                    statement.setString(10, letter.runId());
                })
                .withExecutionOptions(execution(100))
                .buildAtLeastOnce(connection(config));
    }

    /** What PostgreSQL can store: a failure's own words may quote the very characters that made it fail. */
    static String storable(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == 0 || (point >= 0xD800 && point <= 0xDFFF) ? 0xFFFD : point)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }

    static Sink<Ledger> runs(PostgresConfig config) {
        String counts = Arrays.stream(LedgerEntry.values())
                .map(entry -> entry.code() + " = ?")
                .collect(Collectors.joining(", "));
        String update = "UPDATE anicut.runs SET " + counts
                + ", updated_at = now(), finished_at = CASE WHEN ? THEN now() END WHERE run_id = ?";
        int entries = LedgerEntry.values().length;
        return JdbcSink.<Ledger>builder()
                .withQueryStatement(update, (statement, ledger) -> {
                    for (LedgerEntry entry : LedgerEntry.values()) {
                        statement.setLong(entry.ordinal() + 1, ledger.get(entry));
                    }
                    statement.setBoolean(entries + 1, ledger.finished());
                    statement.setString(entries + 2, ledger.runId());
                })
                .withExecutionOptions(execution(1))
                .buildAtLeastOnce(connection(config));
    }

    private static JdbcExecutionOptions execution(int batch) {
        return JdbcExecutionOptions.builder()
                .withBatchSize(batch)
                .withBatchIntervalMs(500)
                .withMaxRetries(5)
                .build();
    }

    private static JdbcConnectionOptions connection(PostgresConfig config) {
        JdbcConnectionOptions.JdbcConnectionOptionsBuilder options =
                new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                        .withUrl(config.url())
                        .withDriverName("org.postgresql.Driver");
        if (config.user() != null) {
            options.withUsername(config.user());
        }
        if (config.password() != null) {
            options.withPassword(config.password());
        }
        return options.build();
    }
}
