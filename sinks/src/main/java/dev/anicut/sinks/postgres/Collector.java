package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away content that no document points to any more: marked by one collection, deleted by a later one when the
 * grace period is over.
 *
 * <p>It is safe beside running jobs. A job takes content for whole only while it is not marked, so between its look-up
 * and its row lies at least the grace period. A job that writes chunks of a marked content takes the mark away in the
 * same transaction, before its chunks: either it comes first and the collector finds no mark, or it waits for the
 * collector's row lock and then writes the chunks anew. The foreign key of {@code documents} refuses what would still
 * slip through. Chunks are written before the proof that their content is whole, and vectors together with their chunks,
 * so those younger than the grace period are spared; a writer that meets an old row renews its time, and a row that was
 * renewed after the collector chose it is no longer the version that it deletes.
 */
public final class Collector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final int BATCH = 1_000;

    private static final String NOT_REFERENCED =
            " NOT EXISTS (SELECT FROM documents d WHERE d.content_hash = c.content_hash)";
    private static final String UNMARK = "UPDATE contents c SET unreferenced_since = NULL"
            + " WHERE c.unreferenced_since IS NOT NULL"
            + " AND EXISTS (SELECT FROM documents d WHERE d.content_hash = c.content_hash)";
    private static final String MARK = "UPDATE contents c SET unreferenced_since = now()"
            + " WHERE c.unreferenced_since IS NULL AND c.created_at < now() - ?::interval AND" + NOT_REFERENCED;
    private static final String DUE =
            " FROM contents c WHERE c.unreferenced_since < now() - ?::interval AND" + NOT_REFERENCED;
    /** Chunk sets that no proof points to: of deleted contents, of older chunkers, of work that was never finished. */
    private static final String LOOSE_CHUNKS = " FROM chunks k WHERE k.created_at < now() - ?::interval"
            + " AND NOT EXISTS (SELECT FROM indexed_contents i WHERE i.content_hash = k.content_hash"
            + " AND i.chunker_version = k.chunker_version)";

    private static final String LOOSE_VECTORS = " FROM embeddings e WHERE e.created_at < now() - ?::interval"
            + " AND NOT EXISTS (SELECT FROM chunks k WHERE k.chunk_hash = e.chunk_hash)";

    private final Session session;
    private final String grace;

    public Collector(PostgresConfig config, Duration grace) {
        this.session = new Session(config);
        this.grace = grace.toMillis() + " milliseconds";
    }

    /** Counts what a collection would mark and delete now, and changes nothing. */
    public Collection dryRun() throws SQLException {
        return session.run(connection -> new Collection(
                count(
                        connection,
                        "SELECT count(*) FROM contents c WHERE c.unreferenced_since IS NULL"
                                + " AND c.created_at < now() - ?::interval AND" + NOT_REFERENCED),
                count(connection, "SELECT count(*)" + DUE),
                count(connection, "SELECT count(*)" + LOOSE_CHUNKS),
                count(connection, "SELECT count(*)" + LOOSE_VECTORS)));
    }

    /** Marks, then deletes what is due, in transactions of some hundred rows. */
    public Collection collect() throws SQLException {
        session.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(UNMARK)) {
                return statement.executeUpdate();
            }
        });
        long marked = session.run(connection -> update(connection, MARK));
        long contents = inBatches("WITH due AS MATERIALIZED (SELECT c.content_hash" + DUE + " LIMIT " + BATCH
                + " FOR UPDATE SKIP LOCKED),"
                + " proofs AS (DELETE FROM indexed_contents i USING due"
                + " WHERE i.content_hash = due.content_hash)"
                + " DELETE FROM contents c USING due WHERE c.content_hash = due.content_hash");
        long chunks = inBatches("DELETE FROM chunks k WHERE k.ctid = ANY (ARRAY(SELECT k.ctid" + LOOSE_CHUNKS
                + " LIMIT " + BATCH + "))");
        long vectors = inBatches("DELETE FROM embeddings e WHERE e.ctid = ANY (ARRAY(SELECT e.ctid" + LOOSE_VECTORS
                + " LIMIT " + BATCH + "))");
        LOG.info("Collected {} contents, {} chunks, {} vectors", contents, chunks, vectors);
        return new Collection(marked, contents, chunks, vectors);
    }

    private long inBatches(String delete) throws SQLException {
        long total = 0;
        while (true) {
            long deleted = session.run(connection -> update(connection, delete));
            total += deleted;
            if (deleted == 0) {
                return total;
            }
        }
    }

    private long update(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, grace);
            return statement.executeLargeUpdate();
        }
    }

    private long count(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, grace);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
