package dev.anicut.sinks.postgres;

import dev.anicut.model.Origin;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.RecordHandle;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The letters that a redrive has taken, by their places. Not thread-safe. */
public final class TakenLetters implements AutoCloseable {
    /** Few, because each may carry a payload. */
    private static final int PAGE = 64;

    private static final String SELECT =
            """
            SELECT redrive_place, origin_name, origin_partition, origin_position, stage IN ('source', 'parse'),
                format, source, fallback_id,
                sequence[1], sequence[2], sequence[3], headers,
                CASE WHEN head_digest IS DISTINCT FROM sha256(payload) THEN payload END,
                CASE WHEN format = 'records' THEN (
                    SELECT min(next.origin_position) FROM anicut.dead_letters next
                    WHERE next.redriven_by = letter.redriven_by AND next.redrive_place > letter.redrive_place
                        AND next.origin_name = letter.origin_name AND next.format = 'records') END
            FROM anicut.dead_letters letter
            WHERE redriven_by = ? AND redrive_place >= ? AND redrive_place < ?
            ORDER BY redrive_place LIMIT\s"""
                    + PAGE;

    private final RetryingConnection connection;
    private final String runId;
    private final Deque<TakenLetter> page = new ArrayDeque<>();

    /** @param runId the redrive */
    public TakenLetters(PostgresConfig config, String runId) {
        this.connection = RetryingConnection.byKey(config, () -> {});
        this.runId = runId;
    }

    /** The first letter at a place or behind it, and before another, or null if there is none. */
    public TakenLetter first(long from, long to) throws SQLException, InterruptedException {
        while (!page.isEmpty() && page.peek().place() < from) {
            page.remove();
        }
        // a page belongs to one reading from front to back
        if (page.isEmpty() || page.peek().place() > from) {
            page.clear();
            connection.inTransaction(open -> {
                page.clear();
                try (PreparedStatement select = open.prepareStatement(SELECT)) {
                    select.setString(1, runId);
                    select.setLong(2, from);
                    select.setLong(3, to);
                    try (ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            page.add(read(row));
                        }
                    }
                }
                return page.size();
            });
        }
        TakenLetter letter = page.peek();
        return letter == null || letter.place() >= to ? null : letter;
    }

    private static TakenLetter read(ResultSet row) throws SQLException {
        String format = row.getString(6);
        RecordHandle handle = new RecordHandle(
                format == null ? null : RecordFormat.valueOf(format.toUpperCase(Locale.ROOT)),
                row.getString(7),
                row.getString(8),
                Sequences.read(row, 9),
                row.getString(12));
        long next = row.getLong(14);
        long end = row.wasNull() ? Long.MAX_VALUE : next;
        return new TakenLetter(
                row.getLong(1),
                new Origin(row.getString(2), row.getInt(3), row.getLong(4)),
                !row.getBoolean(5),
                handle,
                row.getBytes(13),
                end);
    }

    @Override
    public void close() {
        connection.close();
    }
}
