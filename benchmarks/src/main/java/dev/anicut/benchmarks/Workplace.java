package dev.anicut.benchmarks;

import dev.anicut.embedded.EmbeddedPostgres;
import dev.anicut.sinks.postgres.Migrations;
import dev.anicut.sinks.postgres.PostgresConfig;
import dev.anicut.sinks.postgres.PostgresOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/** A directory with a durable PostgreSQL in it, both gone when it is closed; every measurement has a new database. */
final class Workplace implements AutoCloseable {
    private final Path directory;
    private final EmbeddedPostgres server;
    private int databases;

    private Workplace(Path directory, EmbeddedPostgres server) {
        this.directory = directory;
        this.server = server;
    }

    static Workplace open(Path parent) throws IOException, SQLException {
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Path directory = parent == null
                ? Files.createTempDirectory("anicut-bench")
                : Files.createTempDirectory(parent, "anicut-bench");
        // the server's programs may be run by an account of its own
        Workplace workplace = new Workplace(directory, EmbeddedPostgres.start(directory.resolve("postgres")));
        try (Connection connection = workplace.server.connect()) {
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                if (!"on".equals(select(connection, "SHOW " + setting))) {
                    workplace.close();
                    throw new IllegalStateException("the server is not durable: " + setting + " is not on");
                }
            }
        }
        return workplace;
    }

    Path directory() {
        return directory;
    }

    String user() {
        return server.user();
    }

    String password() {
        return server.password();
    }

    /** A new database with the tables of a pipeline, everything before it on disk. */
    Database newDatabase() throws SQLException {
        String name = "bench_" + ++databases;
        String url = server.createDatabase(name);
        Configuration configuration = new Configuration();
        configuration.set(PostgresOptions.URL, url);
        configuration.set(PostgresOptions.USER, user());
        configuration.set(PostgresOptions.PASSWORD, password());
        PostgresConfig config = PostgresConfig.from(configuration);
        Migrations.run(config);
        execute("CHECKPOINT");
        return new Database(name, url, config);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String select(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** A database of one measurement, dropped at the end. */
    final class Database implements AutoCloseable {
        private final String name;
        private final String url;
        private final PostgresConfig config;

        private Database(String name, String url, PostgresConfig config) {
            this.name = name;
            this.url = url;
            this.config = config;
        }

        String url() {
            return url;
        }

        PostgresConfig config() {
            return config;
        }

        Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user(), password());
        }

        /** The first value of a query, null if there is none. */
        String value(String sql) throws SQLException {
            try (Connection connection = connect()) {
                return select(connection, sql);
            }
        }

        long count(String table) throws SQLException {
            return Long.parseLong(value("SELECT count(*) FROM anicut." + table));
        }

        @Override
        public void close() throws SQLException {
            execute("DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    @Override
    public void close() {
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(Workplace::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
