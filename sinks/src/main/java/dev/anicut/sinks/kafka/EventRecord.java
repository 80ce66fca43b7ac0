package dev.anicut.sinks.kafka;

/**
 * An event as Kafka takes it.
 *
 * @param key the document's id, null where it is not known
 * @param value the CloudEvent in JSON
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares events
public record EventRecord(String key, byte[] value) {}
