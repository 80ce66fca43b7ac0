package dev.anicut.sinks.postgres;

import dev.anicut.model.DeadLetter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Keeps dead letters in {@code anicut.dead_letters}. A letter that the same run writes again changes nothing; one that
 * comes back in another run counts an attempt and is open again.
 */
public final class DeadLetterSink {
    private static final String UPSERT =
            """
            INSERT INTO anicut.dead_letters AS stored (id, run_id, scope, stage, reason, message, attempts, origin,
                document_id, payload)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                run_id = excluded.run_id, reason = excluded.reason, message = excluded.message,
                attempts = stored.attempts + 1, document_id = coalesce(excluded.document_id, stored.document_id),
                payload = coalesce(excluded.payload, stored.payload), state = 'open', updated_at = now()
            WHERE stored.run_id <> excluded.run_id""";

    /** Few, because each may carry a payload of megabytes. */
    private static final int BATCH_ROWS = 32;

    private DeadLetterSink() {}

    public static Sink<DeadLetter> create(PostgresConfig config) {
        return new TerminalSink<>(config, UPSERT, DeadLetterSink::bind, BATCH_ROWS);
    }

    private static void bind(PreparedStatement statement, DeadLetter letter) throws SQLException {
        statement.setString(1, letter.id());
        statement.setString(2, letter.runId());
        statement.setString(3, letter.scope().name().toLowerCase(Locale.ROOT));
        statement.setString(4, letter.stage().code());
        statement.setString(5, letter.reason().code());
        statement.setString(6, storable(letter.message()));
        statement.setInt(7, letter.attempts());
        statement.setString(8, storable(letter.origin().toString()));
        statement.setString(9, storable(letter.documentId()));
        statement.setBytes(10, letter.payload());
    }

    /** The text with a replacement character for what PostgreSQL cannot hold: NUL, and halves of surrogate pairs. */
    static String storable(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }
}
