package dev.anicut.sinks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class KafkaEventsConfigTest {

    private static KafkaEventsConfig with(String key, String value) {
        Configuration configuration = new Configuration();
        configuration.setString(key, value);
        return KafkaEventsConfig.from(configuration);
    }

    @Test
    void defaults() {
        assertThat(KafkaEventsConfig.from(new Configuration()))
                .isEqualTo(new KafkaEventsConfig(
                        "anicut.events", "anicut.dead-letters", 512 << 10, Duration.ofMinutes(15)));
    }

    @Test
    void noneSwitchesATopicOff() {
        assertThat(with("kafka.events.topic", "none").writesEvents()).isFalse();
        assertThat(with("kafka.events.topic", "none").writesDeadLetters()).isTrue();
        assertThat(with("kafka.dead-letters.topic", "none").writesDeadLetters()).isFalse();
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> with("kafka.events.topic", "a b"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("kafka.events.topic: 'a b' given");
        assertThatThrownBy(() -> with("kafka.dead-letters.topic", "anicut.events"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("kafka.dead-letters.topic: 'anicut.events' given");
        assertThatThrownBy(() -> with("kafka.dead-letters.max-payload", "1 gb"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("64 mb");
        assertThatThrownBy(() -> with("kafka.transaction-timeout", "500 ms"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("kafka.transaction-timeout: '500 ms' given");
    }

    @Test
    void aTransactionOutlivesTheTimeBetweenCheckpoints() {
        KafkaEventsConfig config = with("kafka.transaction-timeout", "1 min");
        config.requireLongerThan(Duration.ofSeconds(59));
        assertThatThrownBy(() -> config.requireLongerThan(Duration.ofMinutes(1)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("kafka.transaction-timeout: '1 min' given, expected more than");
    }
}
