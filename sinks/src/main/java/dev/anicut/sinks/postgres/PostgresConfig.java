package dev.anicut.sinks.postgres;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.postgresql.Driver;

/** How to reach PostgreSQL and how to write to it; the options are described in {@link PostgresOptions}. */
public record PostgresConfig(
        String url,
        String user,
        String password,
        int batchRows,
        long batchBytes,
        Duration flushInterval,
        int maxRetries,
        Duration backoff,
        Duration maxBackoff,
        Duration connectTimeout,
        Duration socketTimeout)
        implements Serializable {
    private static final int OLDEST_MAJOR_VERSION = 13;

    public static PostgresConfig from(ReadableConfig config) {
        return new PostgresConfig(
                url(config),
                config.get(PostgresOptions.USER),
                config.get(PostgresOptions.PASSWORD),
                atLeast(1, PostgresOptions.BATCH_ROWS, config),
                atLeastOneByte(config),
                positive(PostgresOptions.FLUSH_INTERVAL, config),
                atLeast(0, PostgresOptions.MAX_RETRIES, config),
                positive(PostgresOptions.BACKOFF, config),
                positive(PostgresOptions.MAX_BACKOFF, config),
                positive(PostgresOptions.CONNECT_TIMEOUT, config),
                positive(PostgresOptions.SOCKET_TIMEOUT, config));
    }

    private static String url(ReadableConfig config) {
        String url = config.get(PostgresOptions.URL);
        String accepted = "a JDBC URL like jdbc:postgresql://host:5432/database";
        if (url == null || url.isBlank()) {
            throw new InvalidSettingException(PostgresOptions.URL.key(), null, accepted);
        }
        if (!url.startsWith("jdbc:postgresql:") || Driver.parseURL(url, null) == null) {
            throw new InvalidSettingException(PostgresOptions.URL.key(), withoutParameters(url), accepted);
        }
        return url;
    }

    private static int atLeast(int least, ConfigOption<Integer> option, ReadableConfig config) {
        int value = config.get(option);
        if (value < least) {
            throw new InvalidSettingException(option.key(), Integer.toString(value), "a number from " + least + " up");
        }
        return value;
    }

    private static long atLeastOneByte(ReadableConfig config) {
        long bytes = config.get(PostgresOptions.BATCH_BYTES).getBytes();
        if (bytes < 1) {
            throw new InvalidSettingException(PostgresOptions.BATCH_BYTES.key(), bytes + " bytes", "a size like 8 mb");
        }
        return bytes;
    }

    private static Duration positive(ConfigOption<Duration> option, ReadableConfig config) {
        Duration value = config.get(option);
        if (value.toMillis() < 1) {
            throw InvalidSettingException.ofDuration(option.key(), value, "a time of at least 1 ms");
        }
        return value;
    }

    /** Connects once, so that a setting that cannot work ends the command and not a job that has started. */
    public void check() {
        try (RetryingConnection probe = new RetryingConnection(withoutRetries())) {
            int major = probe.inTransaction(PostgresConfig::majorVersion);
            if (major < OLDEST_MAJOR_VERSION) {
                throw new InvalidSettingException(
                        PostgresOptions.URL.key(),
                        shownUrl(),
                        "a server of version " + OLDEST_MAJOR_VERSION + " or later, this is " + major);
            }
        } catch (SQLException e) {
            throw ConnectFailure.of(this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidSettingException(PostgresOptions.URL.key() + ": interrupted while connecting");
        }
    }

    private static int majorVersion(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion();
    }

    /** What the connector needs to connect. */
    JdbcConnectionOptions connectionOptions() {
        JdbcConnectionOptions.JdbcConnectionOptionsBuilder builder =
                new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                        .withUrl(url)
                        .withDriverName(Driver.class.getName())
                        .withProperty("connectTimeout", seconds(connectTimeout))
                        .withProperty("loginTimeout", seconds(connectTimeout))
                        .withProperty("socketTimeout", seconds(socketTimeout))
                        .withProperty("tcpKeepAlive", "true")
                        .withProperty("ApplicationName", "anicut");
        if (user != null) {
            builder.withUsername(user);
        }
        if (password != null) {
            builder.withPassword(password);
        }
        return builder.build();
    }

    /** A connection for a statement that may take hours, committed by itself. */
    Connection connectWithoutTimeout() throws SQLException {
        Properties properties = new Properties();
        connectionOptions().getProperties().forEach((key, value) -> {
            if (!key.equals("socketTimeout")) {
                properties.put(key, value);
            }
        });
        return new Driver().connect(url, properties);
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }

    Backoff retries() {
        return new Backoff(maxRetries, backoff, maxBackoff);
    }

    private PostgresConfig withoutRetries() {
        return new PostgresConfig(
                url,
                user,
                password,
                batchRows,
                batchBytes,
                flushInterval,
                0,
                backoff,
                maxBackoff,
                connectTimeout,
                socketTimeout);
    }

    /** The URL without its parameters, which may hold a password. */
    String shownUrl() {
        return withoutParameters(url);
    }

    private static String withoutParameters(String url) {
        int parameters = url.indexOf('?');
        return (parameters < 0 ? url : url.substring(0, parameters)).replaceFirst("//[^/@]*@", "//");
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "PostgresConfig[url=" + shownUrl() + ", user=" + user + "]";
    }
}
