package dev.anicut.jobs.kafka;

import dev.anicut.jobs.source.SourceConfig;
import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.operators.parse.FieldOptions;
import dev.anicut.sinks.kafka.KafkaConfig;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.configuration.ReadableConfig;
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
public final class TopicRereader implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final byte[] NO_BYTES = {};

    private final Config config;
    private final RecordSchema schema;
    private KafkaConsumer<byte[], byte[]> consumer;
    private TopicPartition assigned;
    /** Records behind the last one that was asked for. */
    private final Deque<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();

    /**
     * How topics are read once more.
     *
     * @param versionField the header with the version of a tombstone; null where no version field is configured
     */
    public record Config(KafkaConfig connection, HeaderSelection headers, String versionField, int maxRecordBytes)
            implements Serializable {

        public static Config from(ReadableConfig config) {
            String versionField = config.get(FieldOptions.VERSION);
            return new Config(
                    KafkaConfig.from(config),
                    HeaderSelection.parse(config.get(KafkaSourceOptions.HEADERS)),
                    versionField == null ? null : versionField.strip(),
                    SourceConfig.maxRecordBytes(config));
        }
    }

    /** @param config null where no topic is to be read */
    public TopicRereader(Config config) {
        this.config = config;
        this.schema = config == null
                ? null
                : new RecordSchema(config.maxRecordBytes(), config.headers(), config.versionField());
    }

    /** The record as its source would read it, or failed with the reason why it is not to be had. */
    public RawRecord record(RawRecord lost) {
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
        return found(read.peek());
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
        Properties properties = config.connection().clientProperties();
        properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "100");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private RawRecord found(ConsumerRecord<byte[], byte[]> record) {
        List<RawRecord> found = new ArrayList<>();
        schema.deserialize(record, new ListCollector<>(found));
        return found.get(0);
    }

    private static RawRecord failed(RawRecord lost, Reason reason, String message) {
        return new RawRecord(
                lost.origin(),
                lost.format(),
                lost.source(),
                lost.fallbackId(),
                lost.sequence(),
                NO_BYTES,
                lost.headers(),
                0,
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
