package dev.anicut.operators.embed;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What the embed stage measures, in its subtask's scope. */
final class EmbedMetrics {
    private static final int WINDOW = 1_000;

    /** Vectors that were computed. */
    final Counter numTextsEmbedded;
    /** Chunks whose vector was found: stored before, or a twin's in the same batch. */
    final Counter numTextsReused;
    /** Chunks left without a vector. */
    final Counter numTextsFailed;
    /** Texts that were longer than the model takes. */
    final Counter numTextsTruncated;
    /** Tokens that went through the model, padding left out. */
    final Counter numTokens;
    /** Chunks of a batch as it arrives. */
    final Histogram batchSize;
    /** Time for one group of texts to go through the model. */
    final Histogram embedLatencyMs;

    private final Counter numPaddingTokens;

    EmbedMetrics(MetricGroup group) {
        numTextsEmbedded = group.counter("numTextsEmbedded");
        numTextsReused = group.counter("numTextsReused");
        numTextsFailed = group.counter("numTextsFailed");
        numTextsTruncated = group.counter("numTextsTruncated");
        numTokens = group.counter("numTokens");
        numPaddingTokens = group.counter("numPaddingTokens");
        batchSize = group.histogram("batchSize", new DescriptiveStatisticsHistogram(WINDOW));
        embedLatencyMs = group.histogram("embedLatencyMs", new DescriptiveStatisticsHistogram(WINDOW));
        group.gauge("paddingShare", this::paddingShare);
    }

    void embedded(TokenBatch batch, long nanos) {
        int tokens = batch.tokens();
        numTokens.inc(tokens);
        numPaddingTokens.inc((long) batch.width() * batch.texts().size() - tokens);
        embedLatencyMs.update(nanos / 1_000_000);
    }

    /** The share of padding in all that went through the model, 0 to 1. */
    private double paddingShare() {
        long padding = numPaddingTokens.getCount();
        long all = padding + numTokens.getCount();
        return all == 0 ? 0 : (double) padding / all;
    }
}
