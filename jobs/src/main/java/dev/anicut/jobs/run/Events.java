package dev.anicut.jobs.run;

import dev.anicut.jobs.IngestPipeline;
import dev.anicut.sinks.kafka.EventSinks;
import dev.anicut.sinks.kafka.KafkaCheck;
import dev.anicut.sinks.kafka.KafkaConfig;
import dev.anicut.sinks.kafka.KafkaEventsConfig;
import dev.anicut.sinks.kafka.KafkaOptions;
import org.apache.flink.configuration.Configuration;

/** What a run tells Kafka of its records' ends; nothing where no brokers are given. */
final class Events {
    private Events() {}

    static void check(Configuration settings) throws InterruptedException {
        if (settings.contains(KafkaOptions.BOOTSTRAP)) {
            KafkaCheck.check(KafkaConfig.from(settings), KafkaEventsConfig.from(settings));
        }
    }

    static void attach(Configuration settings, IngestPipeline.Ends ends, String runId) {
        if (settings.contains(KafkaOptions.BOOTSTRAP)) {
            EventSinks.attach(
                    ends.outcomes(),
                    ends.deadLetters(),
                    KafkaConfig.from(settings),
                    KafkaEventsConfig.from(settings),
                    runId);
        }
    }
}
