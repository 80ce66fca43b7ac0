package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.sinks.kafka.KafkaEventsOptions;
import dev.anicut.sinks.kafka.KafkaOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class EventsTest {
    /** Nobody listens there. */
    private final Configuration given = new Configuration().set(KafkaOptions.BOOTSTRAP, "127.0.0.1:1");

    @Test
    void brokersThatAreAwayAreSaidToBeForEventsAndHowToDoWithoutThem() {
        assertThatThrownBy(() -> Events.of(given))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("kafka.bootstrap: '127.0.0.1:1' reaches no broker: ")
                .hasMessageEndingWith("; events and dead letters go there unless kafka.events.topic and"
                        + " kafka.dead-letters.topic are none");
    }

    @Test
    void noBrokerIsAskedWhereNothingIsTold() {
        given.set(KafkaEventsOptions.EVENTS_TOPIC, "none");
        given.set(KafkaEventsOptions.DEAD_LETTERS_TOPIC, "none");

        assertThat(Events.of(given)).isEmpty();
    }
}
