package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * The metrics of the stage, in the operator's scope: {@code numDocuments}, {@code numTombstones},
 * {@code numReplacedCharacters} (NUL and the like that became U+FFFD), {@code numParserRestarts},
 * {@code fileParseLatencyMs} over the last thousand whole files, and {@code numDeadLetters} in the sub-scope
 * {@code reason.CODE}.
 */
final class ParseMetrics {
    private static final int WINDOW = 1_000;

    private final MetricGroup group;
    private final Counter documents;
    private final Counter replaced;
    private final Counter tombstones;
    private final Histogram latency;
    private final Map<Reason, Counter> deadLetters = new EnumMap<>(Reason.class);

    ParseMetrics(MetricGroup group, LongSupplier restarts) {
        this.group = group;
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

    void deadLetter(Reason reason) {
        deadLetters
                .computeIfAbsent(reason, r -> group.addGroup("reason", r.code()).counter("numDeadLetters"))
                .inc();
    }

    void fileLatency(long nanos) {
        latency.update(nanos / 1_000_000);
    }
}
