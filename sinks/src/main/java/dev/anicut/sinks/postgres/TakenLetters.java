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
import java.util.stream.LongStream;

/** The letters that a redrive has taken, by their places. Not thread-safe. */
public final class TakenLetters implements AutoCloseable {
    /** Few, because each may carry a payload. */
    private static final int PAGE = 64;

    private static final String SELECT =
            """
            SELECT redrive_place, origin_name, origin_partition, origin_position, stage IN ('source', 'parse'),
                format, source, fallback_id,
                sequence[1], sequence[2], sequence[3], headers,
                CASE WHEN head_digest IS DISTINCT FROM sha256(payload) THEN payload END
            FROM anicut.dead_letters
            WHERE redriven_by = ? AND redrive_place >= ? AND redrive_place < ?
            ORDER BY redrive_place LIMIT\s"""
                    + PAGE;

    /** Letters of a file have places that follow one another, so that few of a large redrive are looked at. */
    private static final String OTHERS =
            """
            WITH taken AS NOT MATERIALIZED (
                SELECT redrive_place AS place, origin_name, origin_position AS position, format
                FROM anicut.dead_letters WHERE redriven_by = ? AND redrive_place IS NOT NULL)
            SELECT place, position, format IS NOT DISTINCT FROM 'records' FROM taken
            WHERE place > coalesce((SELECT max(place) FROM taken WHERE place < ? AND origin_name <> ?), -1)
                AND place < coalesce((SELECT min(place) FROM taken WHERE place > ? AND origin_name <> ?), ?)
                AND place <> ?
            ORDER BY position""";

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

    /** The other letters of a letter's file. */
    public OtherLetters others(TakenLetter letter) throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            LongStream.Builder records = LongStream.builder();
            long end = Long.MAX_VALUE;
            try (PreparedStatement select = open.prepareStatement(OTHERS)) {
                String file = letter.origin().name();
                select.setString(1, runId);
                select.setLong(2, letter.place());
                select.setString(3, file);
                select.setLong(4, letter.place());
                select.setString(5, file);
                select.setLong(6, Long.MAX_VALUE);
                select.setLong(7, letter.place());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        boolean several = row.getBoolean(3);
                        if (!several) {
                            records.add(row.getLong(2));
                        } else if (row.getLong(1) > letter.place()) {
                            end = Math.min(end, row.getLong(2));
                        }
                    }
                }
            }
            return new OtherLetters(records.build().toArray(), end);
        });
    }

    private static TakenLetter read(ResultSet row) throws SQLException {
        String format = row.getString(6);
        RecordHandle handle = new RecordHandle(
                format == null ? null : RecordFormat.valueOf(format.toUpperCase(Locale.ROOT)),
                row.getString(7),
                row.getString(8),
                Sequences.read(row, 9),
                row.getString(12));
        return new TakenLetter(
                row.getLong(1),
                new Origin(row.getString(2), row.getInt(3), row.getLong(4)),
                !row.getBoolean(5),
                handle,
                row.getBytes(13));
    }

    @Override
    public void close() {
        connection.close();
    }
}
