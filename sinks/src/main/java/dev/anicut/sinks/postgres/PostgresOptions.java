package dev.anicut.sinks.postgres;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of the PostgreSQL sink, {@code postgres.*}. */
public final class PostgresOptions {
    public static final ConfigOption<String> URL = ConfigOptions.key("postgres.url")
            .stringType()
            .noDefaultValue()
            .withDescription("JDBC URL of the database, jdbc:postgresql://HOST:PORT/NAME. Default: an embedded server"
                    + " under run.home.");

    public static final ConfigOption<String> USER =
            ConfigOptions.key("postgres.user").stringType().noDefaultValue().withDescription("The role to log in as.");

    public static final ConfigOption<String> PASSWORD = ConfigOptions.key("postgres.password")
            .stringType()
            .noDefaultValue()
            .withDescription("The role's password, best as ${env:NAME} or ${file:PATH}.");

    public static final ConfigOption<Integer> BATCH_SIZE = ConfigOptions.key("postgres.batch-size")
            .intType()
            .defaultValue(500)
            .withDescription("Documents that are committed by one transaction, 1 to 10000.");

    public static final ConfigOption<Duration> BATCH_WAIT = ConfigOptions.key("postgres.batch-wait")
            .durationType()
            .defaultValue(Duration.ofMillis(200))
            .withDescription("The longest a document waits for its transaction to fill.");

    public static final ConfigOption<Duration> RETRY_FOR = ConfigOptions.key("postgres.retry-for")
            .durationType()
            .defaultValue(Duration.ofMinutes(2))
            .withDescription("How long lost connections, deadlocks and serialisation failures are retried before the"
                    + " job fails over.");

    private PostgresOptions() {}
}
