package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Reason;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class ParseMetricsTest {

    @Test
    void countsByReasonAndMeasuresFiles() {
        Map<String, Metric> registered = new HashMap<>();
        ParseMetrics metrics = new ParseMetrics(new Recording("", registered), () -> 3);
        metrics.document(0);
        metrics.document(2);
        metrics.deadLetter(Reason.TIMEOUT);
        metrics.deadLetter(Reason.TIMEOUT);
        metrics.deadLetter(Reason.ENCRYPTED);
        metrics.fileLatency(7_000_000);

        assertThat(counter(registered, "numDocuments")).isEqualTo(2);
        assertThat(counter(registered, "numReplacedCharacters")).isEqualTo(2);
        assertThat(counter(registered, "reason.timeout.numDeadLetters")).isEqualTo(2);
        assertThat(counter(registered, "reason.encrypted.numDeadLetters")).isEqualTo(1);
        assertThat(((Histogram) registered.get("fileParseLatencyMs"))
                        .getStatistics()
                        .getMax())
                .isEqualTo(7);
        assertThat(((Gauge<?>) registered.get("numParserRestarts")).getValue()).isEqualTo(3L);
    }

    private static long counter(Map<String, Metric> registered, String name) {
        return ((Counter) registered.get(name)).getCount();
    }

    /** A group that remembers what is registered in it and below it, by scope and name. */
    private static final class Recording extends UnregisteredMetricsGroup {
        private final String scope;
        private final Map<String, Metric> registered;

        private Recording(String scope, Map<String, Metric> registered) {
            this.scope = scope;
            this.registered = registered;
        }

        @Override
        public Counter counter(String name) {
            return remember(name, super.counter(name));
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            return remember(name, gauge);
        }

        @Override
        public <H extends Histogram> H histogram(String name, H histogram) {
            return remember(name, histogram);
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Recording(scope + key + "." + value + ".", registered);
        }

        private <M extends Metric> M remember(String name, M metric) {
            registered.put(scope + name, metric);
            return metric;
        }
    }
}
