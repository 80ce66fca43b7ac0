package dev.anicut.jobs.run;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Makes the reporter of one counter; found by its name in {@code META-INF/services}. */
public final class CounterFileFactory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return new CounterFile();
    }
}
