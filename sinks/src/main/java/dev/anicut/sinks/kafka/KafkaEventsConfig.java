package dev.anicut.sinks.kafka;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.util.TimeUtils;

/**
 * Validated settings of what is written to Kafka, see {@link KafkaEventsOptions}.
 *
 * @param eventsTopic the topic, or {@code none}
 * @param deadLettersTopic the topic, or {@code none}
 * @param maxPayload bytes of a dead letter's payload at most
 * @param transactionTimeout time after which the brokers abort an open transaction
 */
public record KafkaEventsConfig(
        String eventsTopic, String deadLettersTopic, int maxPayload, Duration transactionTimeout)
        implements Serializable {

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final int MOST_PAYLOAD = 64 << 20;

    public KafkaEventsConfig {
        requireTopic(KafkaEventsOptions.EVENTS_TOPIC, eventsTopic);
        requireTopic(KafkaEventsOptions.DEAD_LETTERS_TOPIC, deadLettersTopic);
        if (eventsTopic.equals(deadLettersTopic) && !eventsTopic.equals(KafkaEventsOptions.NONE)) {
            throw new InvalidSettingException(
                    KafkaEventsOptions.DEAD_LETTERS_TOPIC.key(),
                    deadLettersTopic,
                    "a topic other than " + KafkaEventsOptions.EVENTS_TOPIC.key());
        }
        if (transactionTimeout.compareTo(Duration.ofSeconds(1)) < 0
                || transactionTimeout.toMillis() > Integer.MAX_VALUE) {
            throw invalidTimeout(transactionTimeout, "a time from 1 s to 24 d");
        }
    }

    public static KafkaEventsConfig from(ReadableConfig config) {
        MemorySize payload = config.get(KafkaEventsOptions.MAX_PAYLOAD);
        if (payload.getBytes() > MOST_PAYLOAD) {
            throw new InvalidSettingException(
                    KafkaEventsOptions.MAX_PAYLOAD.key(), payload.toString(), "a size up to 64 mb");
        }
        return new KafkaEventsConfig(
                config.get(KafkaEventsOptions.EVENTS_TOPIC).strip(),
                config.get(KafkaEventsOptions.DEAD_LETTERS_TOPIC).strip(),
                (int) payload.getBytes(),
                config.get(KafkaEventsOptions.TRANSACTION_TIMEOUT));
    }

    public boolean writesEvents() {
        return !eventsTopic.equals(KafkaEventsOptions.NONE);
    }

    public boolean writesDeadLetters() {
        return !deadLettersTopic.equals(KafkaEventsOptions.NONE);
    }

    /** A transaction is open from one checkpoint to the next at least. */
    void requireLongerThan(Duration checkpointInterval) {
        if (transactionTimeout.compareTo(checkpointInterval) <= 0) {
            throw invalidTimeout(
                    transactionTimeout,
                    "more than the time between checkpoints, " + TimeUtils.formatWithHighestUnit(checkpointInterval)
                            + ", and the longest outage together");
        }
    }

    static InvalidSettingException invalidTimeout(Duration given, String accepted) {
        return new InvalidSettingException(
                KafkaEventsOptions.TRANSACTION_TIMEOUT.key(), TimeUtils.formatWithHighestUnit(given), accepted);
    }

    private static void requireTopic(ConfigOption<String> option, String name) {
        if (!TOPIC.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new InvalidSettingException(
                    option.key(), name, "the name of a topic (letters, digits, '.', '_', '-'), or none");
        }
    }
}
