package dev.anicut.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the server's programs are started: directly, or when this process is root, which PostgreSQL refuses, as somebody
 * without privileges.
 *
 * @param prefix the command put before each program
 * @param owner the user id that must own the server's files, or -1 to leave them as they are
 */
record Launcher(List<String> prefix, int owner) {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    private static final Launcher DIRECT = new Launcher(List.of(), -1);

    /** A user namespace without mappings: from inside nobody, yet the files stay root's own. */
    private static final Launcher NAMESPACE = new Launcher(List.of("unshare", "-U"), ROOT);

    /** Finds a way to run these programs on files in this directory. */
    static Launcher choose(Binaries binaries, Path directory) throws IOException {
        if (new UnixSystem().getUid() != ROOT) {
            return DIRECT;
        }
        int owner = FileTrees.owner(directory);
        return firstAllowed(
                owner == ROOT ? List.of(NAMESPACE, user(NOBODY)) : List.of(user(owner), NAMESPACE, user(NOBODY)),
                binaries,
                directory);
    }

    static Launcher firstAllowed(List<Launcher> candidates, Binaries binaries, Path directory) {
        List<String> refusals = new ArrayList<>();
        for (Launcher candidate : candidates) {
            String refusal = candidate.refusal(binaries, directory);
            if (refusal == null) {
                return candidate;
            }
            refusals.add("'" + String.join(" ", candidate.prefix) + "': " + refusal);
        }
        throw new EmbeddedPostgresException("PostgreSQL does not run as root, and no other way works here ("
                + String.join("; ", refusals)
                + "): run as an ordinary user, or give the URL of a PostgreSQL server");
    }

    /** For containers that forbid user namespaces, and for directories that belong to somebody. */
    static Launcher user(int uid) {
        return new Launcher(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"), uid);
    }

    List<String> command(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    /** Hands over the directory, and what this process has put there, to the user that the server runs as. */
    void own(Path directory) throws IOException {
        if (owner >= 0) {
            FileTrees.changeOwner(directory, owner);
        }
    }

    private String refusal(Binaries binaries, Path directory) {
        List<List<String>> probes = List.of(
                command(binaries.program("postgres"), List.of("--version")),
                // initdb fails for a user without a name
                command(Path.of("id"), List.of("-un")),
                // the directory will be that user's, the folders above it stay whose they are
                command(Path.of("test"), List.of("-x", directory.getParent().toString())));
        try {
            for (List<String> probe : probes) {
                Command result = Command.run(probe, Path.of("/"), PROBE_LIMIT);
                if (!result.succeeded()) {
                    return result.output().isEmpty() ? "no access to " + directory.getParent() : result.lastLine();
                }
            }
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
