package dev.anicut.sinks.postgres;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.RecordHandle;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Keeps dead letters in {@code anicut.dead_letters}, one for each record. A run counts as one attempt, however often it
 * writes a letter: the row remembers the run that wrote it, and what that run writes again changes nothing. A letter that comes back in another run is open again,
 * with one attempt more, or with its first if it had been resolved.
 */
public final class DeadLetterSink {
    /**
     * Whether a redrive's letter is made from a payload that it must not lose: one that fails behind parse has none, and
     * that of an enrichment at most an answer.
     */
    private static final String MADE_FROM_STORED =
            """
            stored.redriven_by = excluded.run_id AND (excluded.payload IS NULL
                OR stored.scope = 'part' AND stored.head_digest IS DISTINCT FROM sha256(stored.payload))""";

    /** An ordinary run read the record afresh: an older payload would be another record. */
    private static final String UPSERT =
            """
            INSERT INTO anicut.dead_letters AS stored (id, run_id, scope, stage, reason, message, attempts, origin,
                document_id, payload, head_digest, origin_name, origin_partition, origin_position, format, source,
                fallback_id, sequence, headers)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CASE WHEN ? THEN NULL ELSE sha256(?) END, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                run_id = excluded.run_id, stage = excluded.stage, reason = excluded.reason,
                message = excluded.message,
                attempts = CASE WHEN stored.state = 'resolved' THEN 1 ELSE stored.attempts + 1 END, state = 'open',
                document_id = coalesce(excluded.document_id, stored.document_id),
                payload = CASE WHEN %1$s THEN stored.payload ELSE excluded.payload END,
                head_digest = CASE WHEN %1$s THEN stored.head_digest ELSE excluded.head_digest END,
                format = CASE WHEN stored.redriven_by = excluded.run_id
                    THEN coalesce(excluded.format, stored.format) ELSE excluded.format END,
                headers = CASE WHEN stored.redriven_by = excluded.run_id
                    THEN coalesce(excluded.headers, stored.headers) ELSE excluded.headers END,
                source = excluded.source, fallback_id = excluded.fallback_id, sequence = excluded.sequence,
                updated_at = now()
            WHERE stored.run_id <> excluded.run_id"""
                    .formatted(MADE_FROM_STORED);

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
        statement.setBoolean(11, letter.whole());
        statement.setBytes(12, letter.payload());
        statement.setString(13, storable(letter.origin().name()));
        statement.setInt(14, letter.origin().partition());
        statement.setLong(15, letter.origin().position());
        bind(statement, letter.handle());
    }

    private static void bind(PreparedStatement statement, RecordHandle handle) throws SQLException {
        statement.setString(
                16, handle.format() == null ? null : handle.format().name().toLowerCase(Locale.ROOT));
        statement.setString(17, storable(handle.source()));
        statement.setString(18, storable(handle.fallbackId()));
        statement.setArray(19, Sequences.array(statement.getConnection(), handle.sequence()));
        statement.setString(20, storable(handle.headers()));
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
