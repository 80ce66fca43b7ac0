package dev.anicut.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directories of temporary servers, and the removal of those whose process was killed. */
final class TemporaryDirectories {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryDirectories.class);
    private static final String PREFIX = "anicut-postgres-";

    private TemporaryDirectories() {}

    static Path create() throws IOException {
        sweep();
        return Files.createTempDirectory(PREFIX);
    }

    /** Where the programs of temporary servers are kept; not in root's home, which nobody else may enter. */
    static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        if (xdg != null && !xdg.isEmpty()) {
            return Path.of(xdg, "anicut");
        }
        return user() == 0
                ? Path.of("/var/cache/anicut")
                : Path.of(System.getProperty("user.home"), ".cache", "anicut");
    }

    private static void sweep() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path directory : directories) {
                // one of our own must not even be opened: closing a file drops all locks this process has on it
                if (Server.knows(directory)) {
                    continue;
                }
                try {
                    if (FileTrees.owner(directory) == user() && isAbandoned(directory)) {
                        remove(directory);
                    }
                } catch (IOException | RuntimeException e) {
                    LOG.debug("{} is left alone", directory, e);
                }
            }
        }
    }

    /** Whether a server was once used here and now is by nobody; the lock files are never created by looking. */
    private static boolean isAbandoned(Path directory) throws IOException {
        try (FileChannel lock = FileChannel.open(directory.resolve("lock"), StandardOpenOption.WRITE);
                FileChannel users = FileChannel.open(directory.resolve("users"), StandardOpenOption.WRITE)) {
            return lock.tryLock() != null && users.tryLock() != null;
        }
    }

    private static void remove(Path directory) throws IOException {
        LOG.info("Removing {}, the temporary server of a killed process", directory);
        new Cluster(directory, cache()).stop("immediate");
        FileTrees.delete(directory);
    }

    private static long user() {
        return new UnixSystem().getUid();
    }
}
