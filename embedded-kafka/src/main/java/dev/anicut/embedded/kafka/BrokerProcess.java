package dev.anicut.embedded.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a broker: its process from start to end. */
final class BrokerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerProcess.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Process process;

    private BrokerProcess(Process process) {
        this.process = process;
    }

    /** Starts the broker and waits until a client reaches it. */
    static BrokerProcess start(BrokerSettings settings) {
        BrokerLog log = BrokerLog.in(settings.directory());
        try {
            long mark = log.mark();
            Process process = new ProcessBuilder(BrokerCommand.of(settings))
                    .directory(settings.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                    .start();
            BrokerProcess broker = new BrokerProcess(process);
            try {
                broker.awaitReady(settings, log, mark);
                return broker;
            } catch (IOException | RuntimeException e) {
                broker.kill();
                throw e;
            }
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "Kafka cannot use " + settings.directory() + ": "
                            + e.getClass().getSimpleName() + ": " + e.getMessage(),
                    e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the broker as an operator would: it hands over, closes its files and exits. */
    void stop() {
        process.destroy();
        if (!ends(STOP_LIMIT)) {
            LOG.warn("The broker did not stop within {} s and is killed", STOP_LIMIT.toSeconds());
            kill();
        }
    }

    /** Ends the broker by SIGKILL, as a crash would. */
    void kill() {
        process.destroyForcibly();
        ends(STOP_LIMIT);
    }

    private void awaitReady(BrokerSettings settings, BrokerLog log, long mark) throws IOException {
        Path ready = settings.directory().resolve(Broker.READY);
        String pid = Long.toString(process.pid());
        long start = System.nanoTime();
        while (!Files.exists(ready) || !Files.readString(ready).equals(pid)) {
            if (ends(Duration.ofMillis(20))) {
                throw new EmbeddedKafkaException("Kafka in " + settings.directory() + " ended with exit code "
                        + process.exitValue() + ": " + log.reason(mark));
            }
            if (System.nanoTime() - start > START_LIMIT.toNanos()) {
                throw new EmbeddedKafkaException("Kafka in " + settings.directory() + " was not ready after "
                        + START_LIMIT.toSeconds() + " s: " + log.reason(mark));
            }
        }
    }

    /** Waits for the process's end; an interrupt is kept for the caller and does not shorten the wait. */
    private boolean ends(Duration limit) {
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
