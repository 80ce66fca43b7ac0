package dev.anicut.jobs.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records a run has yet to read, as far as its last checkpoint tells: the ends of the partitions less what the
 * group has committed. Asked in a thread of its own, so that a broker that does not answer holds up nobody.
 */
public final class KafkaLag implements AutoCloseable {
    /** What is not known, or not any more. */
    public static final long UNKNOWN = -1;

    private static final long ASK_EVERY_MS = 2_000;

    private final KafkaTopics topics;
    private final Map<TopicPartition, Long> positions;
    private final Map<TopicPartition, Long> committedBefore = new HashMap<>();
    private final ExecutorService thread;
    private volatile long records = UNKNOWN;
    private boolean asked;
    private long askedMillis;

    /**
     * @param resumed whether what is committed is the run's own; else it counts once it changes, since a run before may
     *     have committed it
     */
    public KafkaLag(KafkaTopics topics, KafkaSourceConfig settled, boolean resumed) {
        this.topics = topics;
        this.positions = new HashMap<>(settled.startOffsets().byPartition());
        if (!resumed) {
            committedBefore.putAll(topics.committed(List.copyOf(positions.keySet())));
        }
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread daemon = new Thread(task, "kafka-lag");
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /** The last answer; asks again when it is old. */
    public synchronized long records(long nowMillis) {
        if (!asked || nowMillis - askedMillis >= ASK_EVERY_MS) {
            asked = true;
            askedMillis = nowMillis;
            thread.execute(this::ask);
        }
        return records;
    }

    private void ask() {
        try {
            List<TopicPartition> partitions = topics.partitions();
            topics.committed(partitions).forEach((partition, offset) -> {
                if (!offset.equals(committedBefore.get(partition))) {
                    positions.put(partition, offset);
                }
            });
            long lag = 0;
            for (Map.Entry<TopicPartition, Long> end : topics.latest(partitions).entrySet()) {
                lag += Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L));
            }
            records = lag;
        } catch (RuntimeException e) {
            records = UNKNOWN;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
