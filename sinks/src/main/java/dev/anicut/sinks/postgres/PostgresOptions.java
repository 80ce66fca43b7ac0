package dev.anicut.sinks.postgres;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Settings of the connection to PostgreSQL and of the writing. */
public final class PostgresOptions {
    public static final ConfigOption<String> URL = ConfigOptions.key("postgres.url")
            .stringType()
            .noDefaultValue()
            .withDescription("JDBC URL of the database, for example jdbc:postgresql://host:5432/database.");

    public static final ConfigOption<String> USER = ConfigOptions.key("postgres.user")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Role to log in as: one that owns or may create the schema anicut; where that is up to date, one"
                            + " that may read and write its rows is enough, and to search one that may read them"
                            + " (docs/operations.md, Roles).");

    public static final ConfigOption<String> PASSWORD = ConfigOptions.key("postgres.password")
            .stringType()
            .noDefaultValue()
            .withDescription("Password of the role; better ${env:NAME} or ${file:PATH} than the password itself.");

    public static final ConfigOption<Integer> BATCH_ROWS = ConfigOptions.key("postgres.batch-rows")
            .intType()
            .defaultValue(1000)
            .withDescription("Documents, or chunks, after which what has gathered is committed.");

    public static final ConfigOption<MemorySize> BATCH_BYTES = ConfigOptions.key("postgres.batch-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(8))
            .withDescription("Text and vectors that are committed together at most; a larger single row goes alone.");

    public static final ConfigOption<Duration> FLUSH_INTERVAL = ConfigOptions.key("postgres.flush-interval")
            .durationType()
            .defaultValue(Duration.ofMillis(500))
            .withDescription("Longest time that a row waits for others to be committed with.");

    public static final ConfigOption<Integer> MAX_RETRIES = ConfigOptions.key("postgres.max-retries")
            .intType()
            .defaultValue(10)
            .withDescription(
                    "Retries of a transaction after a lost connection, a deadlock or a serialisation failure.");

    public static final ConfigOption<Duration> BACKOFF = ConfigOptions.key("postgres.backoff")
            .durationType()
            .defaultValue(Duration.ofMillis(100))
            .withDescription("Wait before the first retry; it doubles with each further one.");

    public static final ConfigOption<Duration> MAX_BACKOFF = ConfigOptions.key("postgres.max-backoff")
            .durationType()
            .defaultValue(Duration.ofSeconds(15))
            .withDescription("Longest wait before a retry.");

    public static final ConfigOption<Duration> CONNECT_TIMEOUT = ConfigOptions.key("postgres.connect-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("Longest wait for a connection.");

    public static final ConfigOption<Duration> SOCKET_TIMEOUT = ConfigOptions.key("postgres.socket-timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription(
                    "Longest wait for the server's answer to a statement before the connection counts as lost.");

    private PostgresOptions() {}
}
