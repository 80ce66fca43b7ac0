package dev.anicut.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of one directory as this process sees it, shared by all its handles. Processes count each other by shares of
 * a lock ({@link DirectoryLock.Share}); whoever gives back the last one stops the server, no matter who started it.
 */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final Duration LOCK_LIMIT = Duration.ofMinutes(6);
    private static final Map<Path, Server> SERVERS = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Server::releaseAll, "stop-embedded-postgres"));
    }

    /**
     * What a server is started with.
     *
     * @param temporary deleted with its last handle, hence not worth waiting for disks
     */
    record Options(Path cache, Map<String, String> settings, boolean temporary) {}

    private final Path directory;
    private final ReentrantLock lock = new ReentrantLock();
    private int handles;
    private Options options;
    private Cluster cluster;
    private DirectoryLock.Share share;
    private volatile int port;

    private Server(Path directory) {
        this.directory = directory;
    }

    static boolean knows(Path directory) {
        return SERVERS.containsKey(directory);
    }

    /** The server of a directory, running, with one more handle counted. */
    static Server acquire(Path directory, Options options) {
        Server server = SERVERS.computeIfAbsent(directory, Server::new);
        server.locked(() -> server.addHandle(options));
        return server;
    }

    /** Counts one handle less; after the last one of all processes the server is stopped. */
    void release() {
        locked(() -> {
            if (handles > 0 && --handles == 0) {
                giveBack();
            }
        });
    }

    /** Ends the server without a checkpoint, as a crash would; recovery follows at the next start. */
    void stop() {
        locked(() -> underDirectoryLock(() -> cluster.stop("immediate")));
    }

    void kill() {
        locked(() -> underDirectoryLock(() -> cluster.kill()));
    }

    /** Starts the server on the same port as before, after stopping it if it runs. */
    void restart() {
        locked(() -> underDirectoryLock(() -> {
            cluster.stop("fast");
            port = cluster.start(Optional.of(port), options.settings(), options.temporary());
        }));
    }

    int port() {
        return port;
    }

    String password() {
        try {
            return cluster.password();
        } catch (IOException e) {
            throw failure("The password of the server cannot be read", e);
        }
    }

    private void addHandle(Options wanted) throws IOException {
        if (handles == 0) {
            FileTrees.create(directory);
            options = wanted;
            underDirectoryLock(() -> {
                cluster = new Cluster(directory, options.cache());
                share = DirectoryLock.Share.take(directory);
                boolean started = false;
                try {
                    startOrAttach();
                    started = true;
                } finally {
                    if (!started) {
                        share.giveBack();
                    }
                }
            });
        } else {
            // it may have been killed since
            underDirectoryLock(this::startOrAttach);
        }
        handles++;
    }

    private void startOrAttach() throws IOException {
        Optional<Integer> running = cluster.runningPort();
        if (running.isPresent()) {
            port = running.get();
            return;
        }
        Optional<Integer> before = handles == 0 ? Optional.empty() : Optional.of(port);
        port = cluster.start(before, options.settings(), options.temporary());
        try {
            Databases.ensure(port, cluster.password());
        } catch (IOException | RuntimeException e) {
            cluster.stop("fast");
            throw e;
        }
    }

    private void giveBack() throws IOException {
        underDirectoryLock(() -> {
            if (share.giveBack()) {
                cluster.stop("fast");
                if (options.temporary()) {
                    FileTrees.delete(directory);
                }
            }
        });
    }

    private static void releaseAll() {
        for (Server server : SERVERS.values()) {
            try {
                // a start that takes long is not waited for: the next start finds that server and stops it
                if (server.lock.tryLock(10, TimeUnit.SECONDS)) {
                    server.releaseAllHandles();
                }
            } catch (IOException | RuntimeException | InterruptedException e) {
                LOG.warn("The server in {} was not stopped: {}", server.directory, e.getMessage());
            }
        }
    }

    private void releaseAllHandles() throws IOException {
        try {
            if (handles > 0) {
                handles = 0;
                giveBack();
            }
        } finally {
            lock.unlock();
        }
    }

    private void underDirectoryLock(Action action) throws IOException {
        DirectoryLock held = DirectoryLock.take(directory, LOCK_LIMIT);
        try {
            action.run();
        } finally {
            held.close();
        }
    }

    private void locked(Action action) {
        lock.lock();
        try {
            action.run();
        } catch (IOException e) {
            throw failure("PostgreSQL cannot work", e);
        } finally {
            lock.unlock();
        }
    }

    private EmbeddedPostgresException failure(String what, IOException e) {
        return new EmbeddedPostgresException(
                what + " in " + directory + ": " + e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }

    /** Work on files. */
    private interface Action {
        void run() throws IOException;
    }
}
