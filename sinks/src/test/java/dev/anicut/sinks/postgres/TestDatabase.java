package dev.anicut.sinks.postgres;

import dev.anicut.embedded.EmbeddedPostgres;
import dev.anicut.embedded.SharedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.postgresql.Driver;

/**
 * A database of its own on the JVM's shared test server, with shorthand to ask it questions. With
 * {@code -Danicut.test.postgres=jdbc:postgresql://host/database?user=...} it is made on that server instead, for
 * example on one that has pgvector; with {@code -Danicut.test.pgvector=true}, as in the module pgvector, on the
 * {@link PgvectorServer}.
 */
public final class TestDatabase implements AutoCloseable {
    private static final String OTHER_SERVER = System.getProperty("anicut.test.postgres");

    private final SharedPostgres.Database database;
    private final Connection connection;

    private TestDatabase() {
        try {
            if (OTHER_SERVER != null) {
                database = createDatabase(OTHER_SERVER);
            } else if (PgvectorServer.isWished()) {
                database = createDatabase(PgvectorServer.server());
            } else {
                database = SharedPostgres.createDatabase();
            }
            connection = database.connect();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SharedPostgres.Database createDatabase(EmbeddedPostgres server) {
        // its data outlives a test run
        String name = "test_" + System.nanoTime();
        return new SharedPostgres.Database(name, server.createDatabase(name), server.user(), server.password());
    }

    private static SharedPostgres.Database createDatabase(String url) throws SQLException {
        String name = "test_" + System.nanoTime();
        try (Connection server = DriverManager.getConnection(url);
                Statement statement = server.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        Properties parts = Driver.parseURL(url, null);
        String own =
                "jdbc:postgresql://" + parts.getProperty("PGHOST") + ":" + parts.getProperty("PGPORT") + "/" + name;
        return new SharedPostgres.Database(
                name, own, parts.getProperty("user"), parts.getProperty("password", "unasked"));
    }

    public static TestDatabase empty() {
        return new TestDatabase();
    }

    public static TestDatabase migrated() {
        TestDatabase database = new TestDatabase();
        Migrations.run(database.config());
        return database;
    }

    /** The options that lead to this database; retries come fast. */
    public Configuration options() {
        Configuration options = new Configuration();
        options.setString("postgres.url", database.jdbcUrl());
        options.setString("postgres.user", database.user());
        options.setString("postgres.password", database.password());
        options.setString("postgres.max-retries", "5");
        options.setString("postgres.backoff", "2 ms");
        return options;
    }

    public PostgresConfig config() {
        return PostgresConfig.from(options());
    }

    public Connection connect() {
        try {
            return database.connect();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows of a query, each as its columns joined by a bar. */
    public List<String> rows(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    columns.add(result.getString(i));
                }
                rows.add(String.join("|", columns));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public long count(String table) {
        return Long.parseLong(rows("SELECT count(*) FROM anicut." + table).get(0));
    }

    /** Where the rows of a table lie: any update moves them. */
    public List<String> places(String table) {
        return rows("SELECT ctid, xmin FROM anicut." + table + " ORDER BY ctid");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
