package dev.anicut.jobs.metrics;

import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Remembers every metric that is registered in this JVM, by the name that it has in Prometheus. */
public final class RecordingReporter implements MetricReporter, MetricReporterFactory {
    /**
     * A metric as it was registered.
     *
     * @param name as Flink's reporter for Prometheus makes it from scope and name
     * @param type counter, gauge, histogram or meter
     * @param operator the step, null outside of steps
     * @param ours whether Anicut's code registered it, and not Flink or a connector
     */
    public record Registered(String name, String type, String operator, boolean ours) {}

    private static final Set<Registered> REGISTERED = ConcurrentHashMap.newKeySet();

    public static Set<Registered> registered() {
        return Set.copyOf(REGISTERED);
    }

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return this;
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String scope = LogicalScopeProvider.castFrom(group).getLogicalScope(text -> text, '_');
        REGISTERED.add(new Registered(
                ("flink_" + scope + "_" + name).replaceAll("[^a-zA-Z0-9:_]", "_"),
                metric.getMetricType().name().toLowerCase(Locale.ROOT),
                group.getAllVariables().get("<operator_name>"),
                registeredByUs()));
    }

    /** Whoever called into Flink's metrics. */
    private static boolean registeredByUs() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .dropWhile(RecordingReporter::isMetricSystem)
                        .findFirst())
                .filter(caller -> caller.startsWith("dev.anicut."))
                .isPresent();
    }

    private static boolean isMetricSystem(String caller) {
        return caller.equals(RecordingReporter.class.getName())
                || caller.startsWith("org.apache.flink.metrics.")
                || caller.startsWith("org.apache.flink.runtime.metrics.");
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
}
