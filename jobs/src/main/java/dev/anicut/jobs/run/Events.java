package dev.anicut.jobs.run;

import dev.anicut.jobs.IngestPipeline;
import dev.anicut.jobs.kafka.Brokers;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.sinks.kafka.EventSinks;
import dev.anicut.sinks.kafka.KafkaCheck;
import dev.anicut.sinks.kafka.KafkaConfig;
import dev.anicut.sinks.kafka.KafkaEventsConfig;
import dev.anicut.sinks.kafka.KafkaEventsOptions;
import dev.anicut.sinks.kafka.KafkaOptions;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** What a run tells Kafka of its records: wherever brokers are given, unless its topics are none. */
record Events(KafkaConfig kafka, KafkaEventsConfig config) {

    /** Checked; the topics are made where they are missing. */
    static Optional<Events> of(Configuration configuration) {
        if (configuration.getOptional(KafkaOptions.BOOTSTRAP).isEmpty()) {
            return Optional.empty();
        }
        Events events = new Events(KafkaConfig.from(configuration), KafkaEventsConfig.from(configuration));
        if (!events.config.writesEvents() && !events.config.writesDeadLetters()) {
            return Optional.empty();
        }
        events.requireBrokers();
        try {
            KafkaCheck.check(events.kafka, events.config);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
        return Optional.of(events);
    }

    /** A backfill may have been given brokers in a file that serves an ingest, too. */
    private void requireBrokers() {
        try {
            Brokers.requireOne(kafka);
        } catch (InvalidSettingException e) {
            throw new InvalidSettingException(e.getMessage() + "; events and dead letters go there unless "
                    + KafkaEventsOptions.EVENTS_TOPIC.key() + " and " + KafkaEventsOptions.DEAD_LETTERS_TOPIC.key()
                    + " are none");
        }
    }

    void attach(IngestPipeline.Ends ends, String runId) {
        EventSinks.attach(ends.outcomes(), ends.deadLetters(), kafka, config, runId);
    }
}
