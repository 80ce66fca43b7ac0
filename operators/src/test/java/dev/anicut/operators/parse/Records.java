package dev.anicut.operators.parse;

import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import java.nio.charset.StandardCharsets;
import org.apache.flink.configuration.Configuration;

/** Records as a source would read them. */
final class Records {
    static final Sequence SEQUENCE = new Sequence(1_700_000_000_000L, 3, 42);

    private Records() {}

    static RawRecord json(String json) {
        return json(json.getBytes(StandardCharsets.UTF_8));
    }

    static RawRecord json(byte[] bytes) {
        return new RawRecord(
                Origin.ofFile("/in/part.jsonl", 42),
                RecordFormat.JSON,
                "/in",
                "part.jsonl#42",
                SEQUENCE,
                bytes,
                null,
                bytes.length + 1,
                null,
                null);
    }

    /** Of a topic, with a key that is no text. */
    static RawRecord ofNobody(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new RawRecord(
                Origin.ofTopic("topic", 1, 42),
                RecordFormat.JSON,
                "topic",
                RawRecord.NO_ID,
                SEQUENCE,
                bytes,
                null,
                bytes.length,
                null,
                null);
    }

    static RawRecord tombstone(String id, String headers) {
        return new RawRecord(
                Origin.ofTopic("topic", 1, 42),
                RecordFormat.TOMBSTONE,
                "topic",
                id,
                SEQUENCE,
                new byte[0],
                headers,
                0,
                null,
                null);
    }

    static RawRecord withHeaders(RawRecord record, String headers) {
        return new RawRecord(
                record.origin(),
                record.format(),
                record.source(),
                record.fallbackId(),
                record.sequence(),
                record.bytes(),
                headers,
                record.consumedBytes(),
                null,
                null);
    }

    static RawRecord file(String name, byte[] bytes) {
        return new RawRecord(
                Origin.ofFile("/in/" + name, 0),
                RecordFormat.FILE,
                "/in",
                name,
                SEQUENCE,
                bytes,
                null,
                bytes.length,
                null,
                null);
    }

    static ParseConfig config(String... keysAndValues) {
        Configuration configuration = new Configuration();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            configuration.setString(keysAndValues[i], keysAndValues[i + 1]);
        }
        return ParseConfig.from(configuration);
    }
}
