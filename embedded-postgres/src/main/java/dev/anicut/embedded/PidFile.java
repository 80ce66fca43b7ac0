package dev.anicut.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The postmaster.pid of a data directory: what the server last wrote about itself, true or left behind.
 *
 * @param data the data directory
 * @param lines pid, data directory, start time, port, socket directory, address, shared memory, status
 */
record PidFile(Path data, List<String> lines) {
    /** More than any system gives to a process. */
    private static final long NO_PROCESS = Integer.MAX_VALUE - 1;

    static Optional<PidFile> read(Path data) throws IOException {
        try {
            return Optional.of(new PidFile(data, Files.readAllLines(file(data))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The server's process, if it lives and is a server on this very directory: a pid alone proves nothing. */
    Optional<ProcessHandle> server() {
        return number(0).flatMap(ProcessHandle::of).filter(process -> {
            ProcessHandle.Info info = process.info();
            return process.isAlive()
                    // unknown where another user's programs are hidden
                    && info.command()
                            .map(program -> program.endsWith("postgres"))
                            .orElse(true)
                    && info.arguments()
                            .map(arguments -> Arrays.asList(arguments).contains(data.toString()))
                            .orElseGet(() -> info.commandLine().orElse("").contains(data.toString()));
        });
    }

    Optional<Integer> port() {
        return number(3).map(Long::intValue);
    }

    boolean ready() {
        return status().equals("ready");
    }

    /**
     * Makes a left-behind file harmless, should its pid by now be some other process. It is rewritten rather than
     * deleted: by its line on shared memory the server notices backends of a killed postmaster that are still at work.
     */
    void disown() throws IOException {
        if (number(0).filter(pid -> pid > 0).isEmpty()) {
            Files.deleteIfExists(file(data));
            return;
        }
        List<String> disowned = new ArrayList<>(lines);
        disowned.set(0, Long.toString(NO_PROCESS));
        Files.write(file(data), disowned);
    }

    private String status() {
        return lines.size() < 8 ? "" : lines.get(7).strip();
    }

    private Optional<Long> number(int line) {
        try {
            return lines.size() <= line
                    ? Optional.empty()
                    : Optional.of(Long.valueOf(lines.get(line).strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }
}
