package dev.anicut.sinks.kafka;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/** How events become records of their topic. */
final class EventSchema extends TopicSchema<EventRecord> {
    private static final long serialVersionUID = 1L;

    EventSchema(String topic) {
        super(topic);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(EventRecord event, KafkaSinkContext context, Long timestamp) {
        return record(
                event.key(),
                event.value(),
                List.of(new RecordHeader("content-type", KafkaText.bytes(CloudEvents.CONTENT_TYPE))));
    }
}
