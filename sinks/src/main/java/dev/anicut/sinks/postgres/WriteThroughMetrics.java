package dev.anicut.sinks.postgres;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * Metrics of a {@link WriteThroughOperator}, in the operator's scope: {@code numStored} results handed on,
 * {@code numRejected} dead letters of the database, {@code numRetries} repeated transactions, {@code flushLatencyMs}
 * from the first statement of a flush to its last commit.
 */
final class WriteThroughMetrics {
    private static final int REMEMBERED_FLUSHES = 256;

    private final Counter stored;
    private final Counter rejected;
    private final Counter retries;
    private final Histogram latency;

    WriteThroughMetrics(MetricGroup group) {
        stored = group.counter("numStored");
        rejected = group.counter("numRejected");
        retries = group.counter("numRetries");
        latency = group.histogram("flushLatencyMs", new DescriptiveStatisticsHistogram(REMEMBERED_FLUSHES));
    }

    void settled(int outputs, int deadLetters) {
        stored.inc(outputs);
        rejected.inc(deadLetters);
    }

    void retried() {
        retries.inc();
    }

    void flushed(long nanos) {
        latency.update(nanos / 1_000_000);
    }
}
