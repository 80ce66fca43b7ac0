package dev.anicut.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A handle on a real PostgreSQL server whose data lives in a directory. The first handle of all processes starts the
 * server, later ones attach to it, and the last one to close stops it; a process that dies counts as closed. The server
 * listens on 127.0.0.1 only, on a port of its own choice, and asks for a password kept in the directory.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    static final String USER = "anicut";
    static final String DATABASE = "anicut";

    private final Path directory;
    private final Server server;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedPostgres(Path directory, Server server) {
        this.directory = directory;
        this.server = server;
    }

    /** A durable server on this directory, made if it is not there; its programs are kept beside the directory. */
    public static EmbeddedPostgres start(Path directory) {
        return start(directory, Map.of());
    }

    /**
     * A durable server with settings of the caller's own.
     *
     * @param settings lines of postgresql.conf, put over the defaults; without effect if the server already runs
     */
    public static EmbeddedPostgres start(Path directory, Map<String, String> settings) {
        return start(directory, directory.toAbsolutePath().normalize().getParent(), settings);
    }

    /**
     * A durable server whose programs are kept elsewhere.
     *
     * @param cache the folder under which the programs are unpacked, once per version
     */
    public static EmbeddedPostgres start(Path directory, Path cache, Map<String, String> settings) {
        return open(directory, new Server.Options(cache.toAbsolutePath(), Map.copyOf(settings), false));
    }

    /**
     * A server for tests: in a new directory that is deleted at close, and without fsync, since nobody needs its data after
     * a power cut; data outlives {@link #kill} all the same.
     */
    public static EmbeddedPostgres temporary() {
        return temporary(Map.of());
    }

    public static EmbeddedPostgres temporary(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("fsync", "off", "max_wal_size", "1GB"));
        all.putAll(settings);
        try {
            Path directory = TemporaryDirectories.create();
            return open(directory, new Server.Options(TemporaryDirectories.cache(), all, true));
        } catch (IOException e) {
            throw new EmbeddedPostgresException("No temporary directory: " + e.getMessage(), e);
        }
    }

    private static EmbeddedPostgres open(Path directory, Server.Options options) {
        try {
            FileTrees.create(directory.toAbsolutePath().normalize());
            Path real = directory.toRealPath();
            return new EmbeddedPostgres(real, Server.acquire(real, options));
        } catch (IOException e) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL cannot use " + directory + ": " + e.getClass().getSimpleName() + ": " + e.getMessage(),
                    e);
        }
    }

    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    public String jdbcUrl(String database) {
        return Databases.url(port(), database);
    }

    public String user() {
        return USER;
    }

    public String password() {
        return open().password();
    }

    public int port() {
        return open().port();
    }

    public Path directory() {
        return directory;
    }

    public Connection connect() throws SQLException {
        return Databases.connect(port(), DATABASE, password());
    }

    /** Makes an empty database and returns its URL. */
    public String createDatabase(String name) {
        Databases.create(port(), password(), name);
        return jdbcUrl(name);
    }

    /** Ends the server as a crash would, whoever uses it; {@link #restart} brings it back. */
    public void stopServer() {
        open().stop();
    }

    /** Kills the server's main process by SIGKILL; {@link #restart} brings the server back. */
    public void kill() {
        open().kill();
    }

    /** Stops the server if it runs and starts it on the same port. */
    public void restart() {
        open().restart();
    }

    /** Gives the handle back; the last one in use stops the server. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.release();
        }
    }

    private Server open() {
        if (closed.get()) {
            throw new IllegalStateException("The handle on the server in " + directory + " is closed");
        }
        return server;
    }
}
