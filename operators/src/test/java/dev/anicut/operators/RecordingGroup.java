package dev.anicut.operators;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A metric group that remembers what is registered in it and below it, by scope and name. */
public final class RecordingGroup extends UnregisteredMetricsGroup {
    private final String scope;
    private final Map<String, Metric> registered;

    public RecordingGroup() {
        this("", new HashMap<>());
    }

    private RecordingGroup(String scope, Map<String, Metric> registered) {
        this.scope = scope;
        this.registered = registered;
    }

    public Metric get(String name) {
        return registered.get(name);
    }

    public long count(String name) {
        return ((Counter) registered.get(name)).getCount();
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
        return new RecordingGroup(scope + key + "." + value + ".", registered);
    }

    private <M extends Metric> M remember(String name, M metric) {
        registered.put(scope + name, metric);
        return metric;
    }
}
