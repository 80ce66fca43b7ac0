package dev.anicut.sinks.postgres;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.configuration.ReadableConfig;

/** Validated settings of the PostgreSQL sink, see {@link PostgresOptions}. */
public record PostgresConfig(
        String url, String user, String password, int batchSize, Duration batchWait, Duration retryFor)
        implements Serializable {
    private static final String PREFIX = "jdbc:postgresql:";

    public PostgresConfig {
        if (url == null || !url.startsWith(PREFIX)) {
            throw new InvalidSettingException(
                    PostgresOptions.URL.key(), url, "a URL such as jdbc:postgresql://HOST:5432/NAME is accepted");
        }
        if (batchSize < 1 || batchSize > 10_000) {
            throw new InvalidSettingException(
                    PostgresOptions.BATCH_SIZE.key(), Integer.toString(batchSize), "a number from 1 to 10000");
        }
        if (batchWait.toMillis() < 1) {
            throw new InvalidSettingException(
                    PostgresOptions.BATCH_WAIT.key(), batchWait.toString(), "a duration of 1 ms or more");
        }
        if (retryFor.isNegative()) {
            throw new InvalidSettingException(
                    PostgresOptions.RETRY_FOR.key(), retryFor.toString(), "a duration of 0 or more");
        }
    }

    public static PostgresConfig from(ReadableConfig config) {
        return new PostgresConfig(
                config.getOptional(PostgresOptions.URL).orElse(null),
                config.getOptional(PostgresOptions.USER).orElse(null),
                config.getOptional(PostgresOptions.PASSWORD).orElse(null),
                config.get(PostgresOptions.BATCH_SIZE),
                config.get(PostgresOptions.BATCH_WAIT),
                config.get(PostgresOptions.RETRY_FOR));
    }

    /** Connects once, so that a wrong address or password is met before a job starts. */
    public void check() {
        try (Connection connection = open(5)) {
            connection.createStatement().execute("SELECT 1");
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "" : e.getSQLState();
            if (state.startsWith("28")) {
                throw new InvalidSettingException("postgres.user and postgres.password: the server at " + address()
                        + " refused the login of '" + user + "'");
            }
            if (state.equals("3D000")) {
                throw new InvalidSettingException(
                        PostgresOptions.URL.key(), address(), "the name of a database that exists");
            }
            throw new InvalidSettingException(
                    PostgresOptions.URL.key(),
                    address(),
                    "the address of a PostgreSQL that answers: "
                            + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** The URL without its parameters, among which a password may hide. */
    public String address() {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }

    /** A new connection, autocommit on. */
    Connection open(int connectTimeoutSeconds) throws SQLException {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("connectTimeout", Integer.toString(connectTimeoutSeconds));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "anicut");
        properties.setProperty("currentSchema", "anicut,public");
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public String toString() {
        return "PostgresConfig[" + address() + "]";
    }
}
