package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.operators.RecordingGroup;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.junit.jupiter.api.Test;

class ParseMetricsTest {

    @Test
    void countsDocumentsAndMeasuresFiles() {
        RecordingGroup group = new RecordingGroup();
        ParseMetrics metrics = new ParseMetrics(group, () -> 3);
        metrics.document(0);
        metrics.document(2);
        metrics.fileLatency(7_000_000);

        assertThat(group.count("numDocuments")).isEqualTo(2);
        assertThat(group.count("numReplacedCharacters")).isEqualTo(2);
        assertThat(((Histogram) group.get("fileParseLatencyMs")).getStatistics().getMax())
                .isEqualTo(7);
        assertThat(((Gauge<?>) group.get("numParserRestarts")).getValue()).isEqualTo(3L);
    }
}
