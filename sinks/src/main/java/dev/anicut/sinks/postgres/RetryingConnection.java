package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is opened when it is first needed, runs units of work as transactions, and repeats a unit whose
 * connection was lost or that collided with another; every other failure surfaces at once. Not thread-safe.
 */
final class RetryingConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingConnection.class);

    /**
     * Every statement of a job goes by key. A plan made while a table was empty would scan it, and be kept while
     * millions of rows arrive before the first ANALYZE.
     */
    private static final String BY_KEY_ONLY =
            "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";

    private final PostgresConfig config;
    private final JdbcConnectionProvider provider;
    private final String sessionSettings;
    private final Runnable onRetry;
    private final SessionLocks locks = new SessionLocks();
    private Connection connection;

    /**
     * What is done in one transaction; repeated as a whole, so it must not depend on an earlier attempt. Where the answer
     * to a COMMIT was lost, it is done twice: what adds to rows goes through {@link NumberedUnits}.
     */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    RetryingConnection(PostgresConfig config) {
        this(config, null, () -> {});
    }

    private RetryingConnection(PostgresConfig config, String sessionSettings, Runnable onRetry) {
        this.config = config;
        this.provider = new SimpleJdbcConnectionProvider(config.connectionOptions());
        this.sessionSettings = sessionSettings;
        this.onRetry = onRetry;
    }

    /** A connection whose statements find every row by an index, whatever the planner knows of the tables. */
    static RetryingConnection byKey(PostgresConfig config, Runnable onRetry) {
        return new RetryingConnection(config, BY_KEY_ONLY, onRetry);
    }

    /** Runs the work and commits it; the result is handed out only then. */
    <T> T inTransaction(Work<T> work) throws SQLException, InterruptedException {
        for (int failures = 0; ; failures++) {
            try {
                return attempt(work);
            } catch (SQLException e) {
                boolean lost = SqlStates.isConnectionLost(e);
                if (lost) {
                    disconnect();
                }
                if (!lost && !SqlStates.isCollision(e) || failures >= config.maxRetries()) {
                    throw e;
                }
                onRetry.run();
                long wait = config.retries().millis(failures);
                LOG.warn("PostgreSQL: {}; retry {} in {} ms", SqlStates.message(e), failures + 1, wait);
                Thread.sleep(wait);
            }
        }
    }

    /**
     * Takes an advisory lock that is held until this is closed, over lost connections too: if another one has taken it by
     * the time the connection is made again, what it is made for fails. False if another session holds it.
     */
    boolean tryLock(String name) throws SQLException, InterruptedException {
        return inTransaction(open -> locks.take(open, name));
    }

    /** Whether another session holds the lock of this name. */
    boolean isLocked(String name) throws SQLException, InterruptedException {
        return !inTransaction(open -> SessionLocks.isFree(open, name));
    }

    private <T> T attempt(Work<T> work) throws SQLException, InterruptedException {
        Connection current = connect();
        boolean committed = false;
        try {
            T result = work.run(current);
            current.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollBack(current);
            }
        }
    }

    private Connection connect() throws SQLException, InterruptedException {
        if (connection == null) {
            try {
                Connection fresh = provider.reestablishConnection();
                if (sessionSettings != null) {
                    try (Statement statement = fresh.createStatement()) {
                        statement.execute(sessionSettings);
                    }
                }
                locks.takeAgain(fresh);
                fresh.setAutoCommit(false);
                connection = fresh;
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("The PostgreSQL driver is not on the class path", e);
            } finally {
                if (connection == null) {
                    provider.closeConnection();
                }
            }
        }
        return connection;
    }

    private void rollBack(Connection current) {
        try {
            current.rollback();
        } catch (SQLException e) {
            LOG.debug("The rollback failed with its connection", e);
            disconnect();
        }
    }

    private void disconnect() {
        connection = null;
        provider.closeConnection();
    }

    @Override
    public void close() {
        disconnect();
    }
}
