package dev.anicut.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that runs until it is told to stop, whoever uses it: {@code up DIRECTORY PORT}, {@code down DIRECTORY},
 * {@code status DIRECTORY}, and {@code unpack DIRECTORY}, which makes the server's programs so that extensions can be put
 * among them. For machines without psql: {@code create DIRECTORY DATABASE}, {@code query DIRECTORY DATABASE SQL}, and
 * {@code await DIRECTORY DATABASE SQL SECONDS}, which asks until the answer is true, also while the server is away. Its
 * data and programs are kept in the directory; the system property {@code anicut.postgres.home} names other programs of
 * the same major version.
 */
public final class PostgresService {
    /** Bulk loads and index builds of a million vectors, on a machine that has other work too. */
    private static final Map<String, String> SETTINGS = Map.of("shared_buffers", "256MB", "max_connections", "200");

    private static final Logger LOG = LoggerFactory.getLogger(PostgresService.class);

    private final Path directory;

    private final PrintStream out;

    private PostgresService(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        try {
            System.exit(run(args, System.out));
        } catch (EmbeddedPostgresException e) {
            System.err.println("anicut: " + e.getMessage());
            System.exit(1);
        }
    }

    /** The exit code. */
    static int run(String[] args, PrintStream out) throws IOException {
        PostgresService service = new PostgresService(Path.of(args[1]).toAbsolutePath(), out);
        return switch (args[0]) {
            case "up" -> service.up(Integer.parseInt(args[2]));
            case "down" -> service.down();
            case "status" -> service.status();
            case "unpack" -> service.unpack();
            case "create" -> service.create(args[2]);
            case "query" -> service.query(args[2], args[3]);
            case "await" -> service.await(args[2], args[3], Long.parseLong(args[4]));
            default -> throw new IllegalArgumentException(args[0]);
        };
    }

    private int unpack() throws IOException {
        out.println(Binaries.in(directory.resolve("programs")).home());
        return 0;
    }

    private int up(int port) throws IOException {
        FileTrees.create(directory);
        DirectoryLock lock = DirectoryLock.take(directory, Duration.ofMinutes(1));
        try {
            Cluster cluster = cluster();
            Optional<Integer> running = cluster.runningPort();
            int actual = running.isPresent() ? running.get() : start(cluster, port);
            Databases.ensure(actual, cluster.password());
            out.println(actual);
            return 0;
        } finally {
            lock.close();
        }
    }

    private static int start(Cluster cluster, int port) throws IOException {
        if (!Port.isFree(port)) {
            throw new EmbeddedPostgresException(
                    "port " + port + " is taken: set ANICUT_POSTGRES_PORT to one that is free");
        }
        return cluster.start(Optional.of(port), SETTINGS, false);
    }

    private int down() throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        DirectoryLock lock = DirectoryLock.take(directory, Duration.ofMinutes(1));
        try {
            cluster().stop("fast");
            return 0;
        } finally {
            lock.close();
        }
    }

    private int status() throws IOException {
        Optional<Integer> port =
                Files.isDirectory(directory.resolve("data")) ? cluster().runningPort() : Optional.empty();
        port.ifPresent(out::println);
        return port.isPresent() ? 0 : 1;
    }

    private int create(String database) throws IOException {
        Cluster cluster = cluster();
        Databases.create(port(cluster), cluster.password(), database);
        return 0;
    }

    /** Prints the rows, columns apart by tabs. */
    private int query(String database, String sql) throws IOException {
        Cluster cluster = cluster();
        try (Connection connection = Databases.connect(port(cluster), database, cluster.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringJoiner row = new StringJoiner("\t");
                for (int i = 1; i <= columns; i++) {
                    row.add(rows.getString(i));
                }
                out.println(row);
            }
            return 0;
        } catch (SQLException e) {
            throw new EmbeddedPostgresException(e.getMessage(), e);
        }
    }

    /** A JVM for each question would take longer to start than the answer to change. 1 if it was never true. */
    private int await(String database, String sql, long seconds) throws IOException {
        Cluster cluster = cluster();
        Deadline deadline = Deadline.in(Duration.ofSeconds(seconds));
        while (!deadline.passed()) {
            try (Connection connection = Databases.connect(port(cluster), database, cluster.password());
                    PreparedStatement question = connection.prepareStatement(sql)) {
                while (!deadline.passed()) {
                    if (isTrue(question)) {
                        return 0;
                    }
                    deadline.pause();
                }
            } catch (SQLException | EmbeddedPostgresException e) {
                LOG.debug("asked again", e);
                deadline.pause();
            }
        }
        return 1;
    }

    private static boolean isTrue(PreparedStatement question) throws SQLException {
        try (ResultSet answer = question.executeQuery()) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private int port(Cluster cluster) throws IOException {
        return cluster.runningPort().orElseThrow(() -> new EmbeddedPostgresException("no server runs in " + directory));
    }

    private Cluster cluster() throws IOException {
        String installed = System.getProperty("anicut.postgres.home");
        Binaries binaries =
                installed != null ? new Binaries(Path.of(installed)) : Binaries.in(directory.resolve("programs"));
        return new Cluster(directory.toRealPath(), binaries);
    }
}
