package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections for the connector's sinks that wait for a server that is away: the connector itself tries a lost connection
 * once more and gives up.
 */
final class PatientConnections implements JdbcConnectionProvider {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PatientConnections.class);

    private final Backoff backoff;
    private final SimpleJdbcConnectionProvider provider;

    PatientConnections(PostgresConfig config) {
        this.backoff = config.retries();
        this.provider = new SimpleJdbcConnectionProvider(config.connectionOptions());
    }

    private interface Attempt {
        Connection connect() throws SQLException, ClassNotFoundException;
    }

    private Connection patiently(Attempt attempt) throws SQLException, ClassNotFoundException {
        for (int failures = 0; ; failures++) {
            try {
                return attempt.connect();
            } catch (SQLException e) {
                provider.closeConnection();
                if (!SqlStates.isConnectionLost(e) || failures >= backoff.maxRetries()) {
                    throw e;
                }
                long wait = backoff.millis(failures);
                LOG.warn("PostgreSQL: {}; retry {} in {} ms", SqlStates.message(e), failures + 1, wait);
                try {
                    Thread.sleep(wait);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    @Override
    public Connection getConnection() {
        return provider.getConnection();
    }

    @Override
    public Properties getProperties() {
        return provider.getProperties();
    }

    @Override
    public boolean isConnectionValid() throws SQLException {
        return provider.isConnectionValid();
    }

    @Override
    public Connection getOrEstablishConnection() throws SQLException, ClassNotFoundException {
        return patiently(provider::getOrEstablishConnection);
    }

    @Override
    public Connection reestablishConnection() throws SQLException, ClassNotFoundException {
        return patiently(provider::reestablishConnection);
    }

    @Override
    public void closeConnection() {
        provider.closeConnection();
    }
}
