package dev.anicut.jobs.kafka;

import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Makes a raw record of a record of a topic, whatever it holds: the value is taken for JSON, a record without one for a
 * tombstone, one that is too long is kept as a failed record with its head.
 */
final class RecordSchema implements KafkaRecordDeserializationSchema<RawRecord> {
    private static final long serialVersionUID = 1L;
    private static final byte[] NOTHING = {};

    private final int maxRecordBytes;
    private final HeaderSelection headers;
    private final HeaderSelection tombstoneHeaders;

    /**
     * @param versionField the header that holds the version of a tombstone, which has no field for it; or null
     */
    RecordSchema(int maxRecordBytes, HeaderSelection headers, String versionField) {
        this.maxRecordBytes = maxRecordBytes;
        this.headers = headers;
        this.tombstoneHeaders = headers.and(versionField);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
        long size = size(record);
        String key = key(record);
        byte[] value = record.value();
        if (size > maxRecordBytes) {
            out.collect(failed(
                    record,
                    Reason.TOO_LARGE,
                    "the record has " + size + " bytes, more than source.max-record-bytes " + maxRecordBytes,
                    size));
        } else if (value != null) {
            out.collect(readable(record, RecordFormat.JSON, key, value, headers, size));
        } else if (key != null) {
            out.collect(readable(record, RecordFormat.TOMBSTONE, key, NOTHING, tombstoneHeaders, size));
        } else {
            out.collect(
                    failed(record, Reason.INVALID_ID, "a record without a value names no document by its key", size));
        }
    }

    private static RawRecord readable(
            ConsumerRecord<byte[], byte[]> record,
            RecordFormat format,
            String key,
            byte[] bytes,
            HeaderSelection selection,
            long size) {
        return new RawRecord(
                origin(record),
                format,
                record.topic(),
                fallbackId(record, key),
                sequence(record),
                bytes,
                selection.json(record.headers()),
                size,
                null,
                null);
    }

    private RawRecord failed(ConsumerRecord<byte[], byte[]> record, Reason reason, String message, long size) {
        byte[] value = record.value() == null ? NOTHING : record.value();
        return new RawRecord(
                origin(record),
                RecordFormat.JSON,
                record.topic(),
                origin(record).toString(),
                sequence(record),
                value.length > maxRecordBytes ? Arrays.copyOf(value, maxRecordBytes) : value,
                null,
                size,
                reason,
                message);
    }

    /**
     * Its place names a record that has no key. One whose key is no text names none: under the names of their places
     * the versions of one document would be as many documents.
     */
    private static String fallbackId(ConsumerRecord<byte[], byte[]> record, String key) {
        if (key != null) {
            return key;
        }
        return hasKey(record) ? RawRecord.NO_ID : origin(record).toString();
    }

    private static Origin origin(ConsumerRecord<?, ?> record) {
        return Origin.ofTopic(record.topic(), record.partition(), record.offset());
    }

    private static Sequence sequence(ConsumerRecord<?, ?> record) {
        return Sequence.ofPartition(record.timestamp(), place(record.topic(), record.partition()), record.offset());
    }

    /** Tells the partitions of several topics apart, as far as 12 bits of partition and 9 of the topic's hash do. */
    static long place(String topic, int partition) {
        return (topic.hashCode() & 0x1ffL) << 12 | partition & 0xfffL;
    }

    /** The key as text, null where there is none or it is no text. */
    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return hasKey(record) ? Utf8.decode(record.key()) : null;
    }

    private static boolean hasKey(ConsumerRecord<byte[], byte[]> record) {
        return record.key() != null && record.key().length > 0;
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        long size = length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return TypeInformation.of(RawRecord.class);
    }
}
