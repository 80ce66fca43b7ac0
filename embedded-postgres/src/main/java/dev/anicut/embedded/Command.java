package dev.anicut.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A finished run of one of the server's programs: how it exited and what it printed. */
record Command(int exitCode, String output) {
    private static final int TIMED_OUT = 124;

    /**
     * Runs a program to its end or its time limit. The output goes through a file, since a pipe would stay open as long
     * as any daemon the program leaves behind. An interrupt is kept for the caller, for a half started server helps nobody.
     */
    static Command run(List<String> command, Path workingDirectory, Duration limit) throws IOException {
        Path output = Files.createTempFile("anicut-postgres", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(workingDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            // a PGDATA, PGPORT or locale of the user's own must not reach this server
            builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            boolean ended = await(process, limit);
            if (!ended) {
                process.destroyForcibly();
            }
            String printed = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
            return new Command(ended ? process.exitValue() : TIMED_OUT, printed);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    boolean succeeded() {
        return exitCode == 0;
    }

    boolean timedOut() {
        return exitCode == TIMED_OUT;
    }

    /** The last line printed, or the exit code when nothing was. */
    String lastLine() {
        return output.isEmpty() ? "exit code " + exitCode : output.substring(output.lastIndexOf('\n') + 1);
    }

    private static boolean await(Process process, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
