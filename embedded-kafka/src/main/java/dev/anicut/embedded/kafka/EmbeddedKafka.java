package dev.anicut.embedded.kafka;

import java.nio.file.Path;
import java.util.Map;

/**
 * A real Kafka broker of one node, in a JVM of its own, whose data lives in a directory. It listens on 127.0.0.1 only, on
 * a port that stays the same over {@link #restart}, so that clients come back by themselves. It ends with this JVM,
 * however that ends.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private final BrokerSettings settings;
    private BrokerProcess process;

    private EmbeddedKafka(BrokerSettings settings) {
        this.settings = settings;
        this.process = BrokerProcess.start(settings);
    }

    /** A broker on this directory, made if it is not there, on a free port. */
    public static EmbeddedKafka start(Path directory) {
        return start(directory, Map.of());
    }

    /**
     * A broker with settings of the caller's own.
     *
     * @param settings lines of server.properties, put over the defaults; {@code ${port}} and {@code ${controller.port}} in
     *     them are filled in
     */
    public static EmbeddedKafka start(Path directory, Map<String, String> settings) {
        return new EmbeddedKafka(new BrokerSettings(
                directory.toAbsolutePath().normalize(), Ports.free(), Ports.free(), Map.copyOf(settings)));
    }

    /** Where clients find the broker, as host:port. */
    public String bootstrap() {
        return settings.bootstrap();
    }

    public synchronized boolean isRunning() {
        return process.isAlive();
    }

    /** Stops the broker gracefully; {@link #restart} brings it back. */
    public synchronized void stop() {
        process.stop();
    }

    /** Kills the broker by SIGKILL; {@link #restart} brings it back. */
    public synchronized void kill() {
        process.kill();
    }

    /** Stops the broker if it runs and starts it on the same port and data. */
    public synchronized void restart() {
        process.stop();
        process = BrokerProcess.start(settings);
    }

    @Override
    public void close() {
        stop();
    }
}
