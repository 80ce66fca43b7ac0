package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child process that parses one file at a time, started when the first one comes. It is killed and replaced when it
 * takes too long, dies, or has parsed its share. Not thread-safe.
 */
final class TikaProcess implements AutoCloseable {
    private static final long START_SECONDS = 60;
    /** How much later than the parent the child's own watchdog strikes: it is there for when the parent is not. */
    private static final long GRACE_MILLIS = 5_000;

    private final ParseConfig config;
    private final Path java;
    /** Talks to the child, so that neither a full pipe nor a silent child can hold up the caller beyond its time. */
    private final ExecutorService pipes = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "parse-child-pipes");
        thread.setDaemon(true);
        return thread;
    });

    private Process process;
    private Path temporary;
    private LastLines errors;
    private DataOutputStream requests;
    private DataInputStream replies;
    private int parsed;
    private long starts;

    TikaProcess(ParseConfig config) {
        this(config, TikaCommand.java());
    }

    TikaProcess(ParseConfig config, Path java) {
        this.config = config;
        this.java = java;
    }

    /** Children that had to be replaced. */
    long restarts() {
        return Math.max(0, starts - 1);
    }

    /** The child now at work, null if there is none. */
    ProcessHandle child() {
        return process == null ? null : process.toHandle();
    }

    /** Where the child now at work has its temporary files, null if there is none. */
    Path folder() {
        return temporary;
    }

    /**
     * The text of a file.
     *
     * @throws IllegalStateException if no child can be started: that is no fault of the file
     */
    Extract parse(byte[] bytes, String name) throws Unparseable, InterruptedException {
        try {
            return attempt(bytes, name);
        } catch (CrashException first) {
            try {
                // something else may have killed the child: the file has one more chance
                return attempt(bytes, name);
            } catch (CrashException second) {
                throw new Unparseable(Reason.PARSER_CRASHED, "the parser process died twice: " + second.getMessage());
            }
        }
    }

    private Extract attempt(byte[] bytes, String name) throws Unparseable, CrashException, InterruptedException {
        ensureStarted();
        parsed++;
        long limit = config.timeout().toMillis();
        Frames.Request request = new Frames.Request(name, limit + GRACE_MILLIS, bytes);
        DataOutputStream out = requests;
        DataInputStream in = replies;
        Future<Extract> reply = pipes.submit(() -> {
            Frames.write(out, request);
            return Frames.readReply(in);
        });
        try {
            return reply.get(limit, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            stop();
            throw new Unparseable(Reason.TIMEOUT, "parsing took more than parse.timeout " + limit + " ms");
        } catch (InterruptedException e) {
            stop();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unparseable failure) {
                if (failure.reason() == Reason.TOO_DEEP) {
                    // a stack that ran over may have left something half done
                    stop();
                }
                throw failure;
            }
            throw crash();
        }
    }

    private void ensureStarted() throws InterruptedException {
        if (process != null && process.isAlive() && parsed < config.recycleAfter()) {
            return;
        }
        stop();
        starts++;
        parsed = 0;
        try {
            temporary = TemporaryFolder.create();
            ProcessBuilder builder = new ProcessBuilder(TikaCommand.of(config, java, temporary));
            // what parses strangers' files gets no secrets
            builder.environment().keySet().retainAll(TikaCommand.ENVIRONMENT);
            process = builder.start();
            errors = new LastLines(process.getErrorStream());
            requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
            replies = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
            DataInputStream in = replies;
            Future<Integer> ready = pipes.submit(in::readInt);
            if (ready.get(START_SECONDS, TimeUnit.SECONDS) == Frames.READY) {
                return;
            }
            throw cannotStart("it answers nonsense", null);
        } catch (InterruptedException e) {
            stop();
            throw e;
        } catch (TimeoutException e) {
            throw cannotStart("it is not ready after " + START_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw cannotStart("it ended at once: " + errors.text(), e);
        } catch (IOException e) {
            throw cannotStart(e.getMessage(), e);
        }
    }

    private IllegalStateException cannotStart(String why, Exception cause) {
        stop();
        return new IllegalStateException(
                "The process that parses HTML, PDF and office files cannot be started with " + java
                        + " and a heap of parse.memory " + config.memoryMegabytes() + " MB: " + why,
                cause);
    }

    /** What became of a child whose pipe broke, unless it is plain that the file did it. */
    private CrashException crash() throws InterruptedException, Unparseable {
        Process dead = process;
        if (!dead.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
            dead.destroyForcibly().waitFor();
        }
        int status = dead.exitValue();
        String last = errors.text();
        stop();
        switch (status) {
            case TikaWorker.OUT_OF_MEMORY ->
                throw new Unparseable(
                        Reason.OUT_OF_MEMORY,
                        "parsing needs more than parse.memory " + config.memoryMegabytes() + " MB");
            case TikaWorker.PAST_DEADLINE ->
                throw new Unparseable(Reason.TIMEOUT, "parsing took more than parse.timeout " + config.timeout());
            default -> {
                return new CrashException("exit status " + status + (last.isEmpty() ? "" : ", " + last));
            }
        }
    }

    private void stop() {
        if (process != null) {
            process.destroyForcibly();
            // at once, as a rule; a process stuck in the kernel is not worth waiting for
            process.onExit()
                    .orTimeout(GRACE_MILLIS, TimeUnit.MILLISECONDS)
                    .exceptionally(e -> null)
                    .join();
            process = null;
        }
        TemporaryFolder.delete(temporary);
        temporary = null;
    }

    @Override
    public void close() {
        stop();
        pipes.shutdownNow();
    }

    /** A child that died for a reason that need not be the file's. */
    private static final class CrashException extends Exception {
        private static final long serialVersionUID = 1L;

        private CrashException(String message) {
            super(message);
        }
    }
}
