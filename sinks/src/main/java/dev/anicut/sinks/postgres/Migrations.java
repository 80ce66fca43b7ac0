package dev.anicut.sinks.postgres;

import dev.anicut.model.InvalidSettingException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema {@code anicut} to the version that this program works with; run once, before the job. Starters that
 * do so at the same time wait for each other.
 */
public final class Migrations {
    /** Names the lock among the database's advisory locks. */
    private static final long LOCK = 0x616e69637575L;

    private static final String PACKAGE = "classpath:dev/anicut/sinks/postgres/migration/";

    /** What the database began with stays, else its history would not match; a new one takes pgvector if it can. */
    private static final String HAS_PGVECTOR =
            """
            SELECT NOT EXISTS (
                    SELECT FROM pg_type WHERE typname = 'vector' AND typtype = 'd'
                        AND typnamespace = to_regnamespace('anicut'))
                AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')""";

    private Migrations() {}

    public static void run(PostgresConfig config) {
        run(config, "latest");
    }

    /** Up to a version only, for tests of the migrations behind it. */
    static void run(PostgresConfig config, String target) {
        try (Connection lock = connect(config);
                Statement statement = lock.createStatement()) {
            // held until this connection closes
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            migrate(config, hasPgvector(statement) ? "pgvector" : "shim", target);
        } catch (SQLException | FlywayException e) {
            throw asSettingError(config, e);
        }
    }

    private static boolean hasPgvector(Statement statement) throws SQLException {
        try (ResultSet answer = statement.executeQuery(HAS_PGVECTOR)) {
            answer.next();
            return answer.getBoolean(1);
        }
    }

    private static void migrate(PostgresConfig config, String dialect, String target) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(config.url(), config.user(), config.password())
                .loggers("slf4j")
                .schemas("anicut")
                .locations(PACKAGE + "common", PACKAGE + dialect)
                .placeholderReplacement(false)
                .target(target)
                .load()
                .migrate();
    }

    private static Connection connect(PostgresConfig config) throws SQLException {
        Properties properties = new Properties();
        if (config.user() != null) {
            properties.setProperty("user", config.user());
        }
        if (config.password() != null) {
            properties.setProperty("password", config.password());
        }
        return DriverManager.getConnection(config.url(), properties);
    }

    private static InvalidSettingException asSettingError(PostgresConfig config, Exception e) {
        SQLException cause = null;
        for (Throwable next = e; next != null; next = next.getCause()) {
            if (next instanceof SQLException sql) {
                cause = sql;
            }
        }
        if (cause != null && "42501".equals(cause.getSQLState())) {
            return new InvalidSettingException(
                    PostgresOptions.USER.key(),
                    config.user(),
                    "a role that may set up the schema anicut; the server says: " + SqlStates.message(cause));
        }
        String said = cause != null
                ? SqlStates.message(cause)
                : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new InvalidSettingException(PostgresOptions.URL.key() + ": the schema anicut of " + config.shownUrl()
                + " cannot be set up: " + said);
    }
}
