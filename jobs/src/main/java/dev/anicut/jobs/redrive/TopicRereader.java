package dev.anicut.jobs.redrive;

import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.sinks.kafka.KafkaConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads single records of topics once more, at their offsets. A record that is gone comes out failed; a broker that does
 * not answer fails the job, which then starts again. Not thread-safe.
 */
final class TopicRereader implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final byte[] NO_BYTES = {};

    private final KafkaConfig config;
    private final int maxRecordBytes;
    private KafkaConsumer<byte[], byte[]> consumer;
    private TopicPartition assigned;
    /** Records behind the last one that was asked for. */
    private final Deque<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();

    /** @param config null where no topic is to be read */
    TopicRereader(KafkaConfig config, int maxRecordBytes) {
        this.config = config;
        this.maxRecordBytes = maxRecordBytes;
    }

    /** The record with its bytes, or failed with the reason why they are not to be had. */
    RawRecord record(RawRecord lost) {
        Origin origin = lost.origin();
        if (config == null) {
            return failed(lost, Reason.UNREADABLE, "kafka.bootstrap was not given");
        }
        TopicPartition partition = new TopicPartition(origin.name(), origin.partition());
        while (!read.isEmpty() && (!partition.equals(assigned) || read.peek().offset() < origin.position())) {
            read.remove();
        }
        if (read.isEmpty() || read.peek().offset() > origin.position()) {
            String gone = seek(partition, origin.position());
            if (gone != null) {
                return failed(lost, Reason.VANISHED, gone);
            }
            fetch(origin.position());
        }
        if (read.isEmpty() || read.peek().offset() != origin.position()) {
            return failed(lost, Reason.VANISHED, "there is no record at this offset any more: it was compacted away");
        }
        return found(lost, read.peek().value());
    }

    /** Goes to an offset, unless it is gone: then says why. */
    private String seek(TopicPartition partition, long offset) {
        if (consumer == null) {
            consumer = open();
        }
        read.clear();
        if (!partition.equals(assigned)) {
            assigned = null;
            List<PartitionInfo> partitions = consumer.partitionsFor(partition.topic(), TIMEOUT);
            if (partitions == null
                    || partitions.stream().noneMatch(info -> info.partition() == partition.partition())) {
                return "there is no partition " + partition + " any more";
            }
            consumer.assign(List.of(partition));
            assigned = partition;
        }
        long first = consumer.beginningOffsets(List.of(partition), TIMEOUT).get(partition);
        long end = consumer.endOffsets(List.of(partition), TIMEOUT).get(partition);
        if (offset < first) {
            return "gone by retention: " + partition + " begins at offset " + first;
        }
        if (offset >= end) {
            return partition + " ends before offset " + end + ": it was made anew";
        }
        consumer.seek(partition, offset);
        return null;
    }

    private void fetch(long offset) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (read.isEmpty() && consumer.position(assigned) <= offset) {
            consumer.poll(Duration.ofSeconds(1)).forEach(read::add);
            if (read.isEmpty() && System.nanoTime() - deadline > 0) {
                throw new TimeoutException(
                        "no record of " + assigned + " at offset " + offset + " came in " + TIMEOUT.toSeconds() + " s");
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        Properties properties = config.clientProperties();
        properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "100");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private RawRecord found(RawRecord lost, byte[] value) {
        if (value == null) {
            return with(lost, RecordFormat.TOMBSTONE, NO_BYTES, null, null);
        }
        if (value.length > maxRecordBytes) {
            return with(
                    lost,
                    RecordFormat.JSON,
                    Arrays.copyOf(value, maxRecordBytes),
                    Reason.TOO_LARGE,
                    "a record of " + value.length + " bytes, source.max-record-bytes allows " + maxRecordBytes);
        }
        return with(lost, RecordFormat.JSON, value, null, null);
    }

    private static RawRecord failed(RawRecord lost, Reason reason, String message) {
        return with(lost, lost.format(), NO_BYTES, reason, message);
    }

    private static RawRecord with(RawRecord lost, RecordFormat format, byte[] bytes, Reason reason, String message) {
        return new RawRecord(
                lost.origin(),
                format,
                lost.source(),
                lost.fallbackId(),
                lost.sequence(),
                bytes,
                lost.headers(),
                bytes.length,
                reason,
                message);
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
