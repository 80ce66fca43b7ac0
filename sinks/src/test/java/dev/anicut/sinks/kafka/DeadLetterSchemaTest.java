package dev.anicut.sinks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterSchemaTest {
    private static final DeadLetterSchema SCHEMA = new DeadLetterSchema("dead", 4);
    private static final Origin ORIGIN = Origin.ofTopic("canal", 2, 17);

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    @Test
    void thePayloadGoesAsItCame() {
        DeadLetter letter = Letters.letter("run-1", ORIGIN, "doc-1", "no JSON", new byte[] {1, -1, 0});
        ProducerRecord<byte[], byte[]> record = SCHEMA.serialize(letter, null, 99L);
        assertThat(record.topic()).isEqualTo("dead");
        assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("doc-1");
        assertThat(record.value()).containsExactly(1, -1, 0);
        // the stream's timestamp is no time
        assertThat(record.timestamp()).isNull();
        assertThat(headers(record))
                .isEqualTo(Map.of(
                        "id", letter.id(),
                        "scope", "record",
                        "stage", "parse",
                        "reason", "invalid-json",
                        "message", "no JSON",
                        "attempts", "1",
                        "origin", "canal-2@17",
                        "run-id", "run-1",
                        "document-id", "doc-1"));
    }

    @Test
    void nothingIsWrittenForWhatIsNotKnown() {
        ProducerRecord<byte[], byte[]> record =
                SCHEMA.serialize(Letters.letter("run-1", ORIGIN, null, null, null), null, null);
        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
        assertThat(headers(record)).doesNotContainKeys("document-id", "message", "payload-size");
    }

    @Test
    void aLargePayloadIsCutAndItsSizeTold() {
        ProducerRecord<byte[], byte[]> record = SCHEMA.serialize(
                Letters.letter("run-1", ORIGIN, null, "too long", new byte[] {1, 2, 3, 4, 5}), null, null);
        assertThat(record.value()).containsExactly(1, 2, 3, 4);
        assertThat(headers(record)).containsEntry("payload-size", "5");
    }
}
