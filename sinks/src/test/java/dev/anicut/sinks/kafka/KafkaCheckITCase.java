package dev.anicut.sinks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.embedded.kafka.SharedKafka;
import dev.anicut.model.InvalidSettingException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaCheckITCase {
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private static KafkaConfig shared(Map<String, String> properties) {
        return new KafkaConfig(SharedKafka.bootstrap(), properties);
    }

    @Test
    void makesTheTopicsThatAreMissing() throws Exception {
        String events = SharedKafka.uniqueName("made-events");
        String letters = SharedKafka.uniqueName("made-letters");
        KafkaEventsConfig config = new KafkaEventsConfig(events, letters, 1024, LIMIT);
        KafkaCheck.check(shared(Map.of()), config);
        assertThat(new Topic(events, 1).committed()).isEmpty();
        assertThat(new Topic(letters, 1).committed()).isEmpty();
        // and finds them
        KafkaCheck.check(shared(Map.of()), config);
    }

    @Test
    void refusesTransactionsThatTheBrokersWouldRefuse() {
        KafkaEventsConfig config = new KafkaEventsConfig(
                SharedKafka.createTopic("events", 1), KafkaEventsOptions.NONE, 1024, Duration.ofHours(2));
        assertThatThrownBy(() -> KafkaCheck.check(shared(Map.of()), config))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "kafka.transaction-timeout: '2 h' given, expected at most the brokers' transaction.max.timeout.ms,"
                                + " 3600000 ms");
    }

    @Test
    void namesWhatCannotBeReached() throws Exception {
        KafkaEventsConfig nothing =
                new KafkaEventsConfig(KafkaEventsOptions.NONE, KafkaEventsOptions.NONE, 1024, LIMIT);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String nobody = "127.0.0.1:" + port;
        assertThatThrownBy(() -> KafkaCheck.check(new KafkaConfig(nobody, Map.of()), nothing))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(
                        "kafka.bootstrap: '" + nobody + "' given, expected brokers that answer within 15 s");
        assertThatThrownBy(() -> KafkaCheck.check(new KafkaConfig("no port", Map.of()), nothing))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("kafka.bootstrap: 'no port' given");
    }
}
