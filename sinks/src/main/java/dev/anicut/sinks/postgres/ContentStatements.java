package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** What every writer does to keep the {@link ContentCollector} away from contents that are in use. */
final class ContentStatements {
    /** Names the lock among the database's advisory locks. */
    private static final long LOCK = 0x616e69637574L;

    private static final String SHARE = "SELECT pg_advisory_xact_lock_shared(?)";

    private static final String EXCLUDE = "SELECT pg_advisory_xact_lock(?)";

    private static final String UNMARK =
            """
            UPDATE anicut.contents SET unreferenced_since = NULL
            WHERE content_hash = ANY (?) AND unreferenced_since IS NOT NULL""";

    private ContentStatements() {}

    /** Keeps collectors out until the end of the transaction; the first statement of every writing transaction. */
    static void keepCollectorsOut(Connection connection) throws SQLException {
        lock(connection, SHARE);
    }

    /** Waits for the writing transactions under way and keeps new ones out until the end of this one. */
    static void keepWritersOut(Connection connection) throws SQLException {
        lock(connection, EXCLUDE);
    }

    private static void lock(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, LOCK);
            statement.execute();
        }
    }

    /** Takes the collector's mark off contents that are about to be used. */
    static void unmark(Connection connection, Collection<String> contentHashes) throws SQLException {
        if (contentHashes.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(UNMARK)) {
            statement.setArray(1, SqlArrays.texts(connection, contentHashes));
            statement.executeUpdate();
        }
    }
}
