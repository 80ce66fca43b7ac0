package dev.anicut.sinks.postgres;

import dev.anicut.model.memory.EnrichmentKey;
import dev.anicut.model.memory.StoredAnswer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of {@code enrichments}. */
final class EnrichmentRows {
    private static final String FIND =
            """
            SELECT e.content_hash, e.prompt_version, e.llm, e.result::text, e.unsure, e.failure, e.partial, e.calls,
                e.input_tokens, e.output_tokens, e.cost_usd, e.latency_ms, e.used_at < now() - interval '1 hour'
            FROM unnest(?::text[], ?::text[], ?::text[]) AS asked (content_hash, prompt_version, llm)
            JOIN anicut.enrichments e USING (content_hash, prompt_version, llm)""";

    /** What is used is not collected before its document is stored. */
    private static final String RENEW =
            """
            UPDATE anicut.enrichments e SET used_at = now()
            FROM unnest(?::text[], ?::text[], ?::text[]) AS used (content_hash, prompt_version, llm)
            WHERE e.content_hash = used.content_hash AND e.prompt_version = used.prompt_version AND e.llm = used.llm""";

    /** An answer stays; a failure gives way. */
    private static final String UPSERT =
            """
            INSERT INTO anicut.enrichments AS stored (content_hash, prompt_version, llm, result, unsure, failure,
                partial, calls, input_tokens, output_tokens, cost_usd, latency_ms)
            VALUES (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (content_hash, prompt_version, llm) DO UPDATE SET
                result = excluded.result, unsure = excluded.unsure, failure = excluded.failure,
                partial = excluded.partial, calls = stored.calls + excluded.calls,
                input_tokens = stored.input_tokens + excluded.input_tokens,
                output_tokens = stored.output_tokens + excluded.output_tokens,
                cost_usd = stored.cost_usd + excluded.cost_usd, latency_ms = excluded.latency_ms,
                created_at = now(), used_at = now()
            WHERE stored.result IS NULL""";

    private EnrichmentRows() {}

    static Map<EnrichmentKey, StoredAnswer> find(Connection connection, Collection<EnrichmentKey> keys)
            throws SQLException {
        Map<EnrichmentKey, StoredAnswer> found = new HashMap<>();
        List<EnrichmentKey> old = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            bind(connection, select, keys);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    StoredAnswer answer = read(row);
                    found.put(answer.key(), answer);
                    if (row.getBoolean(13)) {
                        old.add(answer.key());
                    }
                }
            }
        }
        if (!old.isEmpty()) {
            try (PreparedStatement renew = connection.prepareStatement(RENEW)) {
                bind(connection, renew, old);
                renew.executeUpdate();
            }
        }
        return found;
    }

    private static void bind(Connection connection, PreparedStatement statement, Collection<EnrichmentKey> keys)
            throws SQLException {
        statement.setArray(1, SqlArrays.texts(connection, keys, EnrichmentKey::contentHash));
        statement.setArray(2, SqlArrays.texts(connection, keys, EnrichmentKey::promptVersion));
        statement.setArray(3, SqlArrays.texts(connection, keys, EnrichmentKey::llm));
    }

    private static StoredAnswer read(ResultSet row) throws SQLException {
        return new StoredAnswer(
                new EnrichmentKey(row.getString(1), row.getString(2), row.getString(3)),
                row.getString(4),
                row.getBoolean(5),
                row.getString(6),
                row.getBoolean(7),
                row.getInt(8),
                row.getLong(9),
                row.getLong(10),
                nanos(row.getBigDecimal(11)),
                row.getLong(12));
    }

    static void write(Connection connection, Collection<StoredAnswer> answers) throws SQLException {
        if (answers.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            for (StoredAnswer answer : answers) {
                upsert.setString(1, answer.key().contentHash());
                upsert.setString(2, answer.key().promptVersion());
                upsert.setString(3, answer.key().llm());
                upsert.setString(4, answer.result());
                upsert.setBoolean(5, answer.unsure());
                upsert.setString(6, DeadLetterSink.storable(answer.failure()));
                upsert.setBoolean(7, answer.partial());
                upsert.setInt(8, answer.calls());
                upsert.setLong(9, answer.inputTokens());
                upsert.setLong(10, answer.outputTokens());
                upsert.setBigDecimal(11, dollars(answer.cost()));
                upsert.setLong(12, answer.latencyMillis());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    static BigDecimal dollars(long nanos) {
        return BigDecimal.valueOf(nanos, 9);
    }

    static long nanos(BigDecimal dollars) {
        return dollars.movePointRight(9).longValue();
    }
}
