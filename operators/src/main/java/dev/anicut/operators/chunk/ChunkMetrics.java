package dev.anicut.operators.chunk;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What the chunk stage measures, in its subtask's scope. */
final class ChunkMetrics {
    private static final int WINDOW = 1_000;

    /** Chunks that were cut. */
    final Counter numChunks;
    /** Their tokens, headings and special tokens included. */
    final Counter numChunkTokens;
    /** Documents that could not be cut. */
    final Counter numChunkFailures;
    /** Chunks of a document. */
    final Histogram chunksPerDocument;

    ChunkMetrics(MetricGroup group) {
        numChunks = group.counter("numChunks");
        numChunkTokens = group.counter("numChunkTokens");
        numChunkFailures = group.counter("numChunkFailures");
        chunksPerDocument = group.histogram("chunksPerDocument", new DescriptiveStatisticsHistogram(WINDOW));
    }
}
