package dev.anicut.jobs.kafka;

import dev.anicut.jobs.settings.Names;
import dev.anicut.model.InvalidSettingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics that a run reads, seen from the command that starts it: whether they are there, where they begin and end,
 * and how far the run has come. Each failure is a setting that cannot be used.
 */
public final class KafkaTopics implements AutoCloseable {
    /** Once connected, a broker that takes longer is as good as none. */
    private static final int REQUEST_MS = 5_000;

    private static final int CALL_MS = 8_000;

    private final KafkaSourceConfig config;
    private final Admin admin;

    private KafkaTopics(KafkaSourceConfig config, Admin admin) {
        this.config = config;
        this.admin = admin;
    }

    /** Connects, and requires all topics to be there. */
    public static KafkaTopics open(KafkaSourceConfig config) {
        Brokers.requireOne(config.connection());
        Properties properties = config.connection().clientProperties();
        properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(REQUEST_MS));
        properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(CALL_MS));
        Admin admin;
        try {
            admin = Admin.create(properties);
        } catch (KafkaException e) {
            throw KafkaFailure.of(e, config.connection());
        }
        KafkaTopics topics = new KafkaTopics(config, admin);
        try {
            topics.check();
            return topics;
        } catch (RuntimeException e) {
            topics.close();
            throw e;
        }
    }

    private void check() {
        Set<String> known = get(admin.listTopics().names());
        for (String topic : config.topics()) {
            if (!known.contains(topic)) {
                throw missing(topic, known);
            }
        }
        if (config.topicPattern() != null && known.stream().noneMatch(config::reads)) {
            throw InvalidSettingException.unusable(
                    KafkaSourceOptions.TOPIC_PATTERN.key(),
                    config.topicPattern().pattern(),
                    "is the whole name of none of the " + known.size() + " topics that this user may see");
        }
        requireRead(KafkaSourceOptions.START_OFFSETS.key(), config.startOffsets());
        requireRead(KafkaSourceOptions.STOP_OFFSETS.key(), config.stopOffsets());
    }

    private static InvalidSettingException missing(String topic, Set<String> known) {
        List<String> near = Names.nearest(topic, known);
        String hint = !near.isEmpty()
                ? ", did you mean " + String.join(" or ", near) + "?"
                : known.isEmpty() ? ", the broker has no topics" : " among " + some(known);
        return InvalidSettingException.unusable(
                KafkaSourceOptions.TOPIC.key(), topic, "is no topic, or none that this user may see" + hint);
    }

    private static String some(Set<String> known) {
        List<String> sorted = List.copyOf(new TreeSet<>(known));
        return sorted.size() <= 5
                ? String.join(", ", sorted)
                : String.join(", ", sorted.subList(0, 5)) + " and " + (sorted.size() - 5) + " more";
    }

    private void requireRead(String option, FixedOffsets offsets) {
        if (offsets != null) {
            for (TopicPartition partition : offsets.byPartition().keySet()) {
                if (!config.reads(partition.topic())) {
                    throw new InvalidSettingException(
                            option, partition + "@…", "an offset of a topic that is read (" + config.source() + ")");
                }
            }
        }
    }

    /** The settings with their start, and for a bounded run its end, turned into offsets. */
    public KafkaSourceConfig settled() {
        List<TopicPartition> partitions = partitions();
        FixedOffsets from = config.startOffsets() == null ? new FixedOffsets(start(partitions)) : config.startOffsets();
        FixedOffsets to = config.bounded() && config.stopOffsets() == null
                ? new FixedOffsets(offsets(partitions, OffsetSpec.latest()))
                : config.stopOffsets();
        return config.between(from, to);
    }

    private Map<TopicPartition, Long> start(List<TopicPartition> partitions) {
        StartPosition start = config.start();
        return switch (start.kind()) {
            case EARLIEST -> offsets(partitions, OffsetSpec.earliest());
            case LATEST -> offsets(partitions, OffsetSpec.latest());
            case TIME -> at(partitions, start.time());
            case COMMITTED -> committedWithin(partitions);
        };
    }

    private Map<TopicPartition, Long> at(List<TopicPartition> partitions, Instant time) {
        if (time.isAfter(Instant.now())) {
            // no offset holds off what is written between now and then
            throw InvalidSettingException.unusable(
                    KafkaSourceOptions.START.key(),
                    time.toString(),
                    "has yet to come, expected a time that has come, or latest for what is written from now on");
        }
        Map<TopicPartition, Long> found =
                new HashMap<>(offsets(partitions, OffsetSpec.forTimestamp(time.toEpochMilli())));
        Map<TopicPartition, Long> latest = offsets(partitions, OffsetSpec.latest());
        // no record is that late
        found.replaceAll((partition, offset) -> offset < 0 ? latest.get(partition) : offset);
        return found;
    }

    /** What was committed may have been deleted since, or may be of a topic that has been made anew. */
    private Map<TopicPartition, Long> committedWithin(List<TopicPartition> partitions) {
        Map<TopicPartition, Long> earliest = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> latest = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> committed = committed(partitions);
        Map<TopicPartition, Long> start = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long first = earliest.get(partition);
            long offset = committed.getOrDefault(partition, first);
            start.put(partition, offset < first || offset > latest.get(partition) ? first : offset);
        }
        return start;
    }

    List<TopicPartition> partitions() {
        Collection<String> names = config.topicPattern() == null
                ? config.topics()
                : get(admin.listTopics().names()).stream().filter(config::reads).toList();
        List<TopicPartition> partitions = new ArrayList<>();
        get(admin.describeTopics(names).allTopicNames()).forEach((topic, description) -> description
                .partitions()
                .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        return partitions;
    }

    Map<TopicPartition, Long> latest(List<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest());
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        get(admin.listOffsets(asked, new ListOffsetsOptions(isolation())).all())
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    /** The end of a partition is where a consumer of the same kind gets to. */
    private IsolationLevel isolation() {
        return TopicSource.isCommittedOnly(config) ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
    }

    /** What the group has committed, of the partitions of which it has. */
    Map<TopicPartition, Long> committed(List<TopicPartition> partitions) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> committed = get(admin.listConsumerGroupOffsets(
                        Map.of(config.group(), new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)))
                .partitionsToOffsetAndMetadata(config.group()));
        committed.forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw KafkaFailure.of(e.getCause(), config.connection());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
