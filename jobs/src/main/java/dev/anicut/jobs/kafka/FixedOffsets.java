package dev.anicut.jobs.kafka;

import dev.anicut.model.InvalidSettingException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets that were settled when the run was started, so that it does not matter when a partition is first read: behind
 * the files that come before it, or after a crash. A partition that is not among them came later, and is taken from its
 * beginning.
 */
final class FixedOffsets implements OffsetsInitializer {
    private static final long serialVersionUID = 1L;

    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]+");

    private final HashMap<TopicPartition, Long> offsets;

    FixedOffsets(Map<TopicPartition, Long> offsets) {
        this.offsets = new HashMap<>(offsets);
    }

    /** Reads the form that {@link #toString} writes. */
    static FixedOffsets parse(String option, String given) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (String each : given.split(",")) {
            int at = each.lastIndexOf('@');
            int dash = at < 0 ? -1 : each.lastIndexOf('-', at);
            try {
                String topic = each.substring(0, dash).strip();
                int partition = Integer.parseInt(each.substring(dash + 1, at).strip());
                long offset = Long.parseLong(each.substring(at + 1).strip());
                if (!TOPIC.matcher(topic).matches() || partition < 0 || offset < 0) {
                    throw invalid(option, each);
                }
                offsets.put(new TopicPartition(topic, partition), offset);
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw invalid(option, each);
            }
        }
        return new FixedOffsets(offsets);
    }

    private static InvalidSettingException invalid(String option, String given) {
        return new InvalidSettingException(
                option, given.strip(), "TOPIC-PARTITION@OFFSET, several separated by commas");
    }

    /** How many offsets lie between these and the others. */
    long recordsUpTo(FixedOffsets end) {
        return end.offsets.entrySet().stream()
                .mapToLong(each -> Math.max(0, each.getValue() - offsets.getOrDefault(each.getKey(), 0L)))
                .sum();
    }

    Map<TopicPartition, Long> byPartition() {
        return Map.copyOf(offsets);
    }

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        Map<TopicPartition, Long> settled = new HashMap<>();
        Collection<TopicPartition> later = partitions.stream()
                .filter(partition -> !offsets.containsKey(partition))
                .toList();
        if (!later.isEmpty()) {
            settled.putAll(retriever.beginningOffsets(later));
        }
        partitions.forEach(partition -> settled.computeIfAbsent(partition, offsets::get));
        return settled;
    }

    /** What the broker deletes before it is read is lost to anyone: the rest is read. */
    @Override
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.EARLIEST;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FixedOffsets fixed && fixed.offsets.equals(offsets);
    }

    @Override
    public int hashCode() {
        return offsets.hashCode();
    }

    /** {@code TOPIC-PARTITION@OFFSET} in order, separated by commas. */
    @Override
    public String toString() {
        Map<String, Map<Integer, Long>> sorted = new TreeMap<>();
        offsets.forEach((partition, offset) -> sorted.computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                .put(partition.partition(), offset));
        return sorted.entrySet().stream()
                .flatMap(topic -> topic.getValue().entrySet().stream()
                        .map(offset -> topic.getKey() + "-" + offset.getKey() + "@" + offset.getValue()))
                .collect(Collectors.joining(","));
    }
}
