package dev.anicut.sinks.postgres;

import dev.anicut.model.InvalidSettingException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema {@code anicut} up to date, once before a job; concurrent starters wait for each other. */
public final class Migrations {
    private static final String LOCATION = "classpath:dev/anicut/migrations/";

    private Migrations() {}

    /** With pgvector where the server has it, with a stand-in of plain SQL elsewhere. */
    public static void run(PostgresConfig config) throws SQLException {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(config.url(), config.user(), config.password())
                    .schemas("anicut")
                    .createSchemas(true)
                    .initSql("SET search_path = anicut, public")
                    .locations(LOCATION + "common", LOCATION + (hasPgvector(config) ? "pgvector" : "shim"))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            if (root instanceof SQLException sql && "42501".equals(sql.getSQLState())) {
                throw new InvalidSettingException("postgres.user: '" + config.user() + "' may not create the schema"
                        + " anicut in " + config.address() + ": " + root.getMessage());
            }
            throw e;
        }
    }

    private static boolean hasPgvector(PostgresConfig config) throws SQLException {
        try (Session session = new Session(config)) {
            return session.run(connection -> hasPgvector(connection));
        }
    }

    /** A schema that began with the stand-in keeps it: a column's type does not change under stored vectors. */
    private static boolean hasPgvector(Connection connection) throws SQLException {
        try (ResultSet row = connection
                .createStatement()
                .executeQuery("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')"
                        + " AND to_regprocedure('anicut.cosine_distance(real[],real[])') IS NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
