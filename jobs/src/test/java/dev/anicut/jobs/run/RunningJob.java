package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(LIMIT_MINUTES);
        while (!condition.call()) {
            assertThat(process.isAlive()).as(what + ": " + output()).isTrue();
            assertThat(System.nanoTime()).as(what + " in time: " + output()).isLessThan(deadline);
            process.waitFor(20, TimeUnit.MILLISECONDS);
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

    /** SIGTERM: it finishes what it has read, and prints its ledger. */
    JsonNode stop() throws Exception {
        process.destroy();
        assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES))
                .as(output())
                .isTrue();
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
