package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that outlives failures: a transaction that meets a lost connection, a deadlock or a serialisation
 * failure is run again, with jittered exponential backoff, until the time for retries is over. Not thread-safe.
 */
final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final long FIRST_BACKOFF_MS = 50;
    private static final long LAST_BACKOFF_MS = 5_000;
    private static final int CONNECT_TIMEOUT_SECONDS = 10;

    private final PostgresConfig config;
    private final Runnable onRetry;
    private Connection connection;

    Session(PostgresConfig config) {
        this(config, () -> {});
    }

    Session(PostgresConfig config, Runnable onRetry) {
        this.config = config;
        this.onRetry = onRetry;
    }

    /** Runs the transaction and commits it; what cannot be cured by trying again is thrown as it is. */
    <T> T run(Transaction<T> transaction) throws SQLException {
        long deadline = System.nanoTime() + config.retryFor().toNanos();
        long backoff = FIRST_BACKOFF_MS;
        while (true) {
            try {
                Connection open = connection();
                T result = transaction.run(open);
                open.commit();
                return result;
            } catch (SQLException e) {
                rollBack(e);
                if (!isTransient(e) || System.nanoTime() > deadline) {
                    throw e;
                }
                LOG.warn("PostgreSQL: {}; trying again", e.getMessage());
                onRetry.run();
                sleep(ThreadLocalRandom.current().nextLong(backoff / 2, backoff + 1), e);
                backoff = Math.min(backoff * 2, LAST_BACKOFF_MS);
            }
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null || connection.isClosed()) {
            connection = config.open(CONNECT_TIMEOUT_SECONDS);
            connection.setAutoCommit(false);
        }
        return connection;
    }

    private void rollBack(SQLException failure) {
        if (connection == null) {
            return;
        }
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
            close();
        }
    }

    /** Lost connections (08, 57P), too many of them (53300), serialisation failures and deadlocks. */
    static boolean isTransient(SQLException failure) {
        String state = failure.getSQLState();
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("57P")
                        || state.equals("53300")
                        || state.equals("40001")
                        || state.equals("40P01"));
    }

    /** Faults of the data itself (22, 23 and what is too large for an index), which another try cannot cure. */
    static boolean isDataFault(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.equals("54000"));
    }

    private static void sleep(long millis, SQLException failure) throws SQLException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("closing a connection that is lost already", e);
            }
            connection = null;
        }
    }
}
