package dev.anicut.sinks.kafka;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Settings of what is written to Kafka: events and dead letters. */
public final class KafkaEventsOptions {
    /** In place of a topic's name: nothing is written. */
    static final String NONE = "none";

    public static final ConfigOption<String> EVENTS_TOPIC = ConfigOptions.key("kafka.events.topic")
            .stringType()
            .defaultValue("anicut.events")
            .withDescription("Topic of one CloudEvent for each record's outcome; made where it is missing."
                    + " none: no events are written.");

    public static final ConfigOption<String> DEAD_LETTERS_TOPIC = ConfigOptions.key("kafka.dead-letters.topic")
            .stringType()
            .defaultValue("anicut.dead-letters")
            .withDescription("Topic that dead letters are written to, beside their table; made where it is missing."
                    + " none: they are in the table only.");

    public static final ConfigOption<MemorySize> MAX_PAYLOAD = ConfigOptions.key("kafka.dead-letters.max-payload")
            .memoryType()
            .defaultValue(MemorySize.parse("512kb"))
            .withDescription("Bytes of a dead letter's payload that go to the topic at most. The topic's"
                    + " max.message.bytes, 1 MB unless set otherwise, must leave room for them.");

    public static final ConfigOption<Duration> TRANSACTION_TIMEOUT = ConfigOptions.key("kafka.transaction-timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(15))
            .withDescription(
                    "Time after which the brokers abort an open transaction, and its events are lost. More than"
                            + " the time between checkpoints and the longest outage together; at most the brokers'"
                            + " transaction.max.timeout.ms, 15 min unless set otherwise. After a run that is not resumed,"
                            + " read-committed consumers wait this long.");

    private KafkaEventsOptions() {}
}
