package org.apache.flink.metrics.prometheus;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.util.NetUtils;

/** Makes the reporter from {@code host}, 127.0.0.1 by default, and {@code port}, as Flink's own has it. */
public final class BoundPrometheusReporterFactory implements MetricReporterFactory {
    @Override
    public BoundPrometheusReporter createMetricReporter(Properties properties) {
        return new BoundPrometheusReporter(
                properties.getProperty("host", "127.0.0.1"),
                NetUtils.getPortRangeFromString(properties.getProperty("port", "9249")));
    }
}
