package dev.anicut.sinks.kafka;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.StoredOutcome;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The end of the road in Kafka: an event for each record's outcome, and the dead letters.
 *
 * <p>With checkpoints both are written in transactions that are committed when a checkpoint is complete, and a
 * read-committed consumer sees each exactly once. Without them, as in batch execution, a transaction would stay open for
 * all of the run and be aborted by the brokers, so there are none: what a failed task has sent is sent again, with the same
 * ids.
 */
public final class EventSinks {
    private EventSinks() {}

    /**
     * Adds the sinks behind a pipeline.
     *
     * @param outcomes how records ended, once their rows are visible
     * @param deadLetters all dead letters of the run
     * @param runId the run; the same when it is resumed
     */
    public static void attach(
            DataStream<StoredOutcome> outcomes,
            DataStream<DeadLetter> deadLetters,
            KafkaConfig kafka,
            KafkaEventsConfig events,
            String runId) {
        DeliveryGuarantee guarantee = guarantee(outcomes.getExecutionEnvironment(), events);
        KafkaSinks sinks = new KafkaSinks(kafka, events, runId, guarantee);
        if (events.writesEvents()) {
            TypeInformation<EventRecord> type = TypeInformation.of(EventRecord.class);
            DataStream<EventRecord> stored = outcomes.map(outcome -> CloudEvents.of(outcome, runId), type)
                    .name("outcome-events")
                    .uid("outcome-events");
            DataStream<EventRecord> failed = deadLetters
                    .flatMap(
                            (letter, out) -> {
                                // a part's letter is no outcome: its document is stored, and has an event
                                if (letter.scope() == DeadLetter.Scope.RECORD) {
                                    out.collect(CloudEvents.of(letter));
                                }
                            },
                            type)
                    .name("dead-letter-events")
                    .uid("dead-letter-events");
            stored.union(failed)
                    .map(new ExpiryWatch(events.transactionTimeout()))
                    .returns(type)
                    .name("expiry-watch")
                    .uid("expiry-watch")
                    .sinkTo(sinks.events())
                    .name("events")
                    .uid("events");
        }
        if (events.writesDeadLetters()) {
            deadLetters.sinkTo(sinks.deadLetters()).name("dead-letters-topic").uid("dead-letters-topic");
        }
    }

    private static DeliveryGuarantee guarantee(StreamExecutionEnvironment environment, KafkaEventsConfig events) {
        CheckpointConfig checkpoints = environment.getCheckpointConfig();
        boolean batch = environment.getConfiguration().get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.BATCH;
        if (batch || !checkpoints.isCheckpointingEnabled()) {
            return DeliveryGuarantee.AT_LEAST_ONCE;
        }
        events.requireLongerThan(Duration.ofMillis(checkpoints.getCheckpointInterval()));
        return DeliveryGuarantee.EXACTLY_ONCE;
    }
}
