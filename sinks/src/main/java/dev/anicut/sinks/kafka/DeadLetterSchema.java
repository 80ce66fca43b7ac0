package dev.anicut.sinks.kafka;

import dev.anicut.model.DeadLetter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** How dead letters become records of their topic: the payload as it came, all that is known of it in headers. */
final class DeadLetterSchema extends TopicSchema<DeadLetter> {
    private static final long serialVersionUID = 1L;

    private final int maxPayload;

    DeadLetterSchema(String topic, int maxPayload) {
        super(topic);
        this.maxPayload = maxPayload;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        byte[] payload = letter.payload();
        List<Header> headers = new ArrayList<>();
        add(headers, "id", letter.id());
        add(headers, "scope", letter.scope().name().toLowerCase(Locale.ROOT));
        add(headers, "stage", letter.stage().code());
        add(headers, "reason", letter.reason().code());
        add(headers, "message", KafkaText.line(letter.message()));
        add(headers, "attempts", Integer.toString(letter.attempts()));
        add(headers, "origin", letter.origin().toString());
        add(headers, "run-id", letter.runId());
        add(headers, "document-id", letter.documentId());
        if (payload != null && payload.length > maxPayload) {
            add(headers, "payload-size", Integer.toString(payload.length));
            payload = Arrays.copyOf(payload, maxPayload);
        }
        return record(letter.documentId(), payload, headers);
    }

    private static void add(List<Header> headers, String name, String value) {
        if (value != null) {
            headers.add(new RecordHeader(name, KafkaText.bytes(value)));
        }
    }
}
