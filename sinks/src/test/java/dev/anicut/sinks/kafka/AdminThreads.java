package dev.anicut.sinks.kafka;

/** The threads of Kafka's admin clients in this JVM, one for each that is not closed. */
final class AdminThreads {
    private AdminThreads() {}

    static long count() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kafka-admin-client-thread"))
                .count();
    }
}
