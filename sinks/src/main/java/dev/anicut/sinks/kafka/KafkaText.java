package dev.anicut.sinks.kafka;

import java.nio.charset.StandardCharsets;

/** Text from anywhere as UTF-8 can hold it: a name or a message must not fail the job that reports it. */
final class KafkaText {
    private static final int MOST_CHARACTERS = 4096;

    private KafkaText() {}

    /** The text with a question mark for each half of a surrogate pair. */
    static String wellFormed(String text) {
        return new String(bytes(text), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** The head of a message; the table has all of it. */
    static String line(String message) {
        return message == null || message.length() <= MOST_CHARACTERS
                ? message
                : message.substring(0, MOST_CHARACTERS) + "…";
    }
}
