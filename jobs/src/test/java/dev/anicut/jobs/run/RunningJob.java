package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A job in a JVM of its own, which a test waits for, stops and kills. */
final class RunningJob implements AutoCloseable {
    private static final long LIMIT_MINUTES = 4;

    private final Process process;
    private final Path log;

    RunningJob(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Waits until it is so; fails if the job ends before. */
    void await(String what, Callable<Boolean> condition) throws Exception {
        await(what, process, log, condition);
    }

    /** Waits until it is so; fails, with what the process said, if it ends before. */
    static void await(Process process, Path log, Callable<Boolean> condition) throws Exception {
        await("what is waited for", process, log, condition);
    }

    private static void await(String what, Process process, Path log, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(LIMIT_MINUTES);
        while (!condition.call()) {
            assertThat(process.isAlive())
                    .as(what + ": " + Files.readString(log))
                    .isTrue();
            assertThat(System.nanoTime())
                    .as(what + " in time: " + Files.readString(log))
                    .isLessThan(deadline);
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    /** Whether there is a complete checkpoint below a folder. */
    static boolean hasCheckpoint(Path checkpoints) throws IOException {
        if (!Files.exists(checkpoints)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.anyMatch(file -> file.endsWith("_metadata"));
        } catch (UncheckedIOException e) {
            // a checkpoint that was replaced while the walk went on
            return false;
        }
    }

    /** Lets time pass, in which the job goes on. */
    void endure(long seconds) throws Exception {
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as(output()).isFalse();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for the end that it comes to by itself. */
    void awaitEnd() throws Exception {
        assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES))
                .as(output())
                .isTrue();
    }

    /** SIGTERM: it finishes what it has read, and prints its ledger. */
    JsonNode stop() throws Exception {
        process.destroy();
        awaitEnd();
        assertThat(process.exitValue()).as(output()).isZero();
        try (Stream<String> lines = Files.lines(log)) {
            return new ObjectMapper()
                    .readTree(lines.filter(line -> line.startsWith("{"))
                            .findFirst()
                            .orElseThrow());
        }
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
