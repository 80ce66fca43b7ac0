package dev.anicut.operators.parse;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * The metrics of the stage, in the operator's scope: {@code numDocuments}, {@code numTombstones},
 * {@code numReplacedCharacters} (NUL and the like that became U+FFFD), {@code numParserRestarts} and
 * {@code fileParseLatencyMs} over the last thousand whole files. Dead letters are counted where all of them pass, see
 * {@link dev.anicut.operators.ledger.DeadLetterCounting}.
 */
final class ParseMetrics {
    private static final int WINDOW = 1_000;

    private final Counter documents;
    private final Counter replaced;
    private final Counter tombstones;
    private final Histogram latency;

    ParseMetrics(MetricGroup group, LongSupplier restarts) {
        this.documents = group.counter("numDocuments");
        this.replaced = group.counter("numReplacedCharacters");
        this.tombstones = group.counter("numTombstones");
        this.latency = group.histogram("fileParseLatencyMs", new DescriptiveStatisticsHistogram(WINDOW));
        group.gauge("numParserRestarts", (Gauge<Long>) restarts::getAsLong);
    }

    void document(int replacedCharacters) {
        documents.inc();
        replaced.inc(replacedCharacters);
    }

    void tombstone() {
        tombstones.inc();
    }

    void fileLatency(long nanos) {
        latency.update(nanos / 1_000_000);
    }
}
