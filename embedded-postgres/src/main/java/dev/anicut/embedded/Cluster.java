package dev.anicut.embedded;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's files in a directory, and the programs run on them: initdb, start, stop. Its callers hold the directory's
 * lock.
 */
final class Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    /** Recovery after a crash reads up to max_wal_size again. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
    private static final Duration RETRY_LIMIT = Duration.ofMinutes(1);

    private final Path directory;
    private final Path data;
    private final Binaries binaries;
    private final Launcher launcher;
    private final ServerLog log;

    Cluster(Path directory, Path cache) throws IOException {
        this(directory, Binaries.in(cache));
    }

    Cluster(Path directory, Binaries binaries) throws IOException {
        this.directory = directory;
        this.data = directory.resolve("data");
        this.binaries = binaries;
        this.launcher = Launcher.choose(binaries, directory);
        this.log = new ServerLog(directory.resolve("server.log"));
    }

    /** The port of the running server, one that is starting up included; empty if there is none. */
    Optional<Integer> runningPort() throws IOException {
        Deadline deadline = Deadline.in(START_LIMIT);
        while (true) {
            Optional<PidFile> pidFile = PidFile.read(data);
            if (pidFile.flatMap(PidFile::server).isEmpty()) {
                return Optional.empty();
            }
            if (pidFile.get().ready()) {
                return pidFile.get().port();
            }
            // starting, by a process that died since, or stopping
            if (deadline.passed()) {
                throw new EmbeddedPostgresException("The server in " + directory + " is neither up nor down after "
                        + START_LIMIT.toSeconds() + " s: see " + log.file());
            }
            deadline.pause();
        }
    }

    /**
     * Starts the server and returns its port: the given one, else that of a server killed here, whose clients may still
     * knock there, else a new one.
     */
    int start(Optional<Integer> fixedPort, Map<String, String> settings, boolean temporary) throws IOException {
        initialise(temporary);
        Deadline deadline = Deadline.in(RETRY_LIMIT);
        while (true) {
            Optional<PidFile> left = PidFile.read(data);
            if (left.isPresent()) {
                left.get().disown();
            }
            int port = fixedPort
                    .or(() -> left.flatMap(PidFile::port).filter(Port::isFree))
                    .orElseGet(Port::random);
            ServerSettings.write(data, port, settings);
            long mark = log.mark();
            launcher.own(directory);
            Command start = pgCtl("start", START_LIMIT, "-l", log.file().toString());
            if (start.succeeded()) {
                LOG.info("PostgreSQL {} is up on port {}, data in {}", Binaries.VERSION, port, directory);
                return port;
            }
            List<String> lines = log.since(mark);
            if (start.timedOut() || deadline.passed() || !passes(lines)) {
                throw new EmbeddedPostgresException("PostgreSQL does not start in " + directory + ": "
                        + (lines.isEmpty() ? start.lastLine() : ServerLog.reason(lines)));
            }
            // a process killed while it started a server may have left one that comes up now
            Optional<Integer> running = runningPort();
            if (running.isPresent()) {
                return running.get();
            }
            deadline.pause();
        }
    }

    /** Stops the server if it runs: fast ends its transactions, immediate is a crash in good order. */
    void stop(String mode) throws IOException {
        if (server().isEmpty()) {
            return;
        }
        Command stop = pgCtl("stop", STOP_LIMIT, "-m", mode);
        if (!stop.succeeded() && server().isPresent()) {
            throw new EmbeddedPostgresException("PostgreSQL in " + directory + " does not stop: " + stop.lastLine());
        }
    }

    /** Kills the postmaster; its backends notice and end by themselves. */
    void kill() throws IOException {
        Optional<ProcessHandle> server = server();
        server.ifPresent(ProcessHandle::destroyForcibly);
        Deadline deadline = Deadline.in(RETRY_LIMIT);
        while (server().isPresent() && !deadline.passed()) {
            deadline.pause();
        }
    }

    String password() throws IOException {
        return Files.readString(passwordFile()).strip();
    }

    private Optional<ProcessHandle> server() throws IOException {
        return PidFile.read(data).flatMap(PidFile::server);
    }

    /** Failures that pass by themselves: backends of a killed server still ending, a port taken meanwhile. */
    private static boolean passes(List<String> lines) {
        return lines.stream()
                .anyMatch(line -> line.contains("pre-existing shared memory block")
                        || line.contains("Address already in use")
                        || line.contains("lock file \"postmaster.pid\""));
    }

    /** Makes the data directory under another name and renames it, so that whatever is called data is whole. */
    private void initialise(boolean temporary) throws IOException {
        if (Files.isDirectory(data)) {
            String version = Files.readString(data.resolve("PG_VERSION")).strip();
            if (!version.equals(Binaries.majorVersion())) {
                throw new EmbeddedPostgresException(data + " was written by PostgreSQL " + version + ", this is "
                        + Binaries.majorVersion() + ": dump it with the old version, or use another directory");
            }
            return;
        }
        createPassword();
        Path partial = directory.resolve("data.partial");
        FileTrees.delete(partial);
        launcher.own(directory);
        List<String> arguments = new ArrayList<>(List.of(
                "-D",
                partial.toString(),
                "-U",
                EmbeddedPostgres.USER,
                "--pwfile=" + passwordFile(),
                "--auth=scram-sha-256",
                // stretching makes up for what people choose; 160 random bits need none, and connections take longer
                "-c",
                "scram_iterations=1",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        if (temporary) {
            arguments.add("--no-sync");
        }
        Command initdb = Command.run(launcher.command(binaries.program("initdb"), arguments), directory, START_LIMIT);
        if (!initdb.succeeded()) {
            String reason = initdb.output()
                    .lines()
                    .filter(line -> line.contains("error:") || line.contains("FATAL:"))
                    .findFirst()
                    .orElse(initdb.lastLine());
            throw new EmbeddedPostgresException("PostgreSQL cannot create its data in " + directory + ": " + reason);
        }
        Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
        if (!temporary) {
            FileTrees.sync(directory);
        }
    }

    private void createPassword() throws IOException {
        if (Files.exists(passwordFile())) {
            return;
        }
        String password = new BigInteger(160, new SecureRandom()).toString(Character.MAX_RADIX);
        Path partial = directory.resolve("password.partial");
        Files.deleteIfExists(partial);
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(partial, password + "\n");
        // without it the data would be locked for ever
        FileTrees.sync(partial);
        Files.move(partial, passwordFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path passwordFile() {
        return directory.resolve("password");
    }

    /** Runs pg_ctl, which gives the server a session of its own: an interrupt from the keyboard does not reach it. */
    private Command pgCtl(String action, Duration limit, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(
                List.of(action, "-w", "-s", "-t", Long.toString(limit.toSeconds()), "-D", data.toString()));
        all.addAll(List.of(arguments));
        return Command.run(
                launcher.command(binaries.program("pg_ctl"), all), directory, limit.plus(Duration.ofSeconds(10)));
    }
}
