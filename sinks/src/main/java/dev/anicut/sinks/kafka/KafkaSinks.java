package dev.anicut.sinks.kafka;

import dev.anicut.model.DeadLetter;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;

/** The sinks of the topics that a run writes to. */
final class KafkaSinks {
    /** What Kafka's producer and brokers take at most unless they are told otherwise. */
    private static final int DEFAULT_REQUEST = 1 << 20;

    /** Room for a dead letter's headers. */
    private static final int HEADERS = 64 << 10;

    private final KafkaConfig kafka;
    private final KafkaEventsConfig events;
    private final String runId;
    private final DeliveryGuarantee guarantee;

    /**
     * @param runId names the transactions: a run that is resumed finds those it left open, and no other run has them
     */
    KafkaSinks(KafkaConfig kafka, KafkaEventsConfig events, String runId, DeliveryGuarantee guarantee) {
        this.kafka = kafka;
        this.events = events;
        this.runId = runId;
        this.guarantee = guarantee;
    }

    Sink<EventRecord> events() {
        return sink("events", new EventSchema(events.eventsTopic()), DEFAULT_REQUEST);
    }

    Sink<DeadLetter> deadLetters() {
        int largest = Math.max(DEFAULT_REQUEST, events.maxPayload() + HEADERS);
        return sink("dead-letters", new DeadLetterSchema(events.deadLettersTopic(), events.maxPayload()), largest);
    }

    private <T> Sink<T> sink(String name, TopicSchema<T> schema, int maxRequest) {
        Properties properties = new Properties();
        properties.setProperty("max.request.size", Integer.toString(maxRequest));
        properties.putAll(kafka.clientProperties());
        properties.setProperty(
                "transaction.timeout.ms",
                Long.toString(events.transactionTimeout().toMillis()));
        KafkaSink<T> sink = KafkaSink.<T>builder()
                .setBootstrapServers(kafka.bootstrap())
                .setKafkaProducerConfig(properties)
                .setRecordSerializer(schema)
                .setDeliveryGuarantee(guarantee)
                .setTransactionalIdPrefix("anicut-" + runId + "-" + name)
                // the ids of committed transactions are used again: brokers remember each id for days
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .build();
        return guarantee == DeliveryGuarantee.EXACTLY_ONCE
                ? new TransactionalKafkaSink<>(sink, kafka.clientProperties())
                : sink;
    }
}
