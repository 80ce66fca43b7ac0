package dev.anicut.sinks.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Held by the process that a run is in, and let go by the server when that process ends, however it ends: nobody takes
 * up a run that is still at work.
 */
public final class RunLock implements AutoCloseable {
    /** A hash of the run's id, among the database's advisory locks. */
    private static final String TRY = "SELECT pg_try_advisory_lock(hashtextextended('anicut run ' || ?, 0))";

    private final RetryingConnection connection;

    private RunLock(RetryingConnection connection) {
        this.connection = connection;
    }

    /** The lock of a run, or null if another process holds it. */
    public static RunLock tryLock(PostgresConfig config, String runId) throws SQLException, InterruptedException {
        RunLock lock = new RunLock(new RetryingConnection(config));
        boolean held = false;
        try {
            held = lock.connection.inTransaction(open -> {
                try (PreparedStatement statement = open.prepareStatement(TRY)) {
                    statement.setString(1, runId);
                    try (ResultSet answer = statement.executeQuery()) {
                        answer.next();
                        return answer.getBoolean(1);
                    }
                }
            });
            return held ? lock : null;
        } finally {
            if (!held) {
                lock.close();
            }
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
