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
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings the schema {@code anicut} to the version that this program works with; run once, before the job. Starters that
 * do so at the same time wait for each other. A role that may not change the schema gets by with one that is up to date.
 */
public final class Migrations {
    /** Names the lock among the database's advisory locks. */
    static final long LOCK = 0x616e69637575L;

    /** Longer than a migration of large tables takes. */
    private static final String LOCK_TIMEOUT = "10min";

    private static final String PACKAGE = "classpath:dev/anicut/sinks/postgres/migration/";

    /** What the database began with stays, else its history would not match; a new one takes pgvector if it can. */
    private static final String HAS_PGVECTOR =
            """
            SELECT NOT EXISTS (
                    SELECT FROM pg_type WHERE typname = 'vector' AND typtype = 'd'
                        AND typnamespace = to_regnamespace('anicut'))
                AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')""";

    /** Whoever may put tables into the schema, as its owner may, or while there is none, whoever may make it. */
    private static final String MAY_MIGRATE =
            """
            SELECT coalesce(
                has_schema_privilege(to_regnamespace('anicut'), 'CREATE'),
                has_database_privilege(current_database(), 'CREATE'))""";

    /**
     * What was done to the schema.
     *
     * @param before its version, null where it held nothing yet
     */
    public record Report(String before, String version) {}

    private Migrations() {}

    /** Migrates if something is left to do, which takes the schema's owner. */
    public static void run(PostgresConfig config) {
        migrate(config, "latest", true, LOCK_TIMEOUT);
    }

    /** Up to a version only, for tests of the migrations behind it. */
    static void run(PostgresConfig config, String target) {
        migrate(config, target, true, LOCK_TIMEOUT);
    }

    /** Migrates, and grants anew what the roles may do, also where nothing is left to do. */
    public static Report migrate(PostgresConfig config) {
        return migrate(config, "latest", false, LOCK_TIMEOUT);
    }

    static Report migrate(PostgresConfig config, String target, boolean onlyIfBehind, String lockTimeout) {
        try (Connection connection = connect(config);
                Statement statement = connection.createStatement()) {
            Flyway flyway = flyway(config, is(HAS_PGVECTOR, statement) ? "pgvector" : "shim", target);
            MigrationInfo[] pending = flyway.info().pending();
            if (onlyIfBehind && pending.length == 0) {
                flyway.validate();
                return new Report(version(flyway), version(flyway));
            }
            if (!is(MAY_MIGRATE, statement)) {
                throw notTheOwner(config, flyway, pending);
            }
            // held until this connection closes
            statement.execute("SET lock_timeout = '" + lockTimeout + "'; SELECT pg_advisory_lock(" + LOCK + ")");
            MigrateResult result = flyway.migrate();
            return new Report(result.initialSchemaVersion, version(flyway));
        } catch (SQLException | FlywayException e) {
            throw asSettingError(config, lockTimeout, e);
        }
    }

    private static boolean is(String question, Statement statement) throws SQLException {
        try (ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getBoolean(1);
        }
    }

    /** Null where the schema holds nothing yet. */
    private static String version(Flyway flyway) {
        MigrationInfo current = flyway.info().current();
        return current == null || current.getVersion() == null
                ? null
                : current.getVersion().getVersion();
    }

    private static Flyway flyway(PostgresConfig config, String dialect, String target) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(config.url(), config.user(), config.password())
                .loggers(MigrationLog.class.getName())
                .schemas("anicut")
                .locations(PACKAGE + "common", PACKAGE + dialect)
                .placeholderReplacement(false)
                .target(target)
                .load();
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

    private static InvalidSettingException notTheOwner(PostgresConfig config, Flyway flyway, MigrationInfo[] pending) {
        String at = version(flyway);
        String state = pending.length == 0
                ? ""
                : "; the schema " + (at == null ? "is empty" : "is at version " + at) + ", and this program needs "
                        + pending[pending.length - 1].getVersion() + ": scripts/submit.sh migrate, run by its owner";
        return new InvalidSettingException(
                PostgresOptions.USER.key(), config.user(), "the role that owns the schema anicut" + state);
    }

    private static InvalidSettingException asSettingError(PostgresConfig config, String lockTimeout, Exception e) {
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
                    "a role that may use or set up the schema anicut; the server says: " + SqlStates.message(cause));
        }
        if (cause != null && "55P03".equals(cause.getSQLState())) {
            return new InvalidSettingException(
                    PostgresOptions.URL.key() + ": another process has been setting up the schema anicut of "
                            + config.shownUrl() + " for " + lockTimeout + "; try again when it has ended");
        }
        String said = cause != null
                ? SqlStates.message(cause)
                : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new InvalidSettingException(PostgresOptions.URL.key() + ": the schema anicut of " + config.shownUrl()
                + " cannot be set up: " + said);
    }
}
