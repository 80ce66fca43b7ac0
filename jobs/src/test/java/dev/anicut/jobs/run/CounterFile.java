package dev.anicut.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.Scheduled;

/**
 * Keeps a file up to date with the sum of a counter over all tasks that a process ever had, so that the count outlives the
 * process: one that is killed takes what it counted in the last interval with it.
 */
final class CounterFile implements MetricReporter, Scheduled {
    private final List<Counter> counters = new ArrayList<>();
    private String name;
    private Path file;

    /** Settings of a job that counts so, one file for each process in the folder. */
    static List<String> arguments(String counter, Path folder) {
        return List.of(
                "--flink.metrics.reporter.count.factory.class",
                CounterFileFactory.class.getName(),
                "--flink.metrics.reporter.count.interval",
                "50 ms",
                "--flink.metrics.reporter.count.counter",
                counter,
                "--flink.metrics.reporter.count.folder",
                folder.toString());
    }

    /** What all processes have counted. */
    static long sum(Path folder) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
                sum += Long.parseLong(Files.readString(each));
            }
        }
        return sum;
    }

    @Override
    public void open(MetricConfig config) {
        name = config.getString("counter", null);
        file = Path.of(config.getString("folder", null))
                .resolve(Long.toString(ProcessHandle.current().pid()));
    }

    @Override
    public synchronized void notifyOfAddedMetric(Metric metric, String metricName, MetricGroup group) {
        if (metricName.equals(name)) {
            counters.add((Counter) metric);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String metricName, MetricGroup group) {
        // what a task counted that has ended still counts
    }

    @Override
    public synchronized void report() {
        try {
            // whole at any moment
            Path next = file.resolveSibling("." + file.getFileName());
            Files.writeString(
                    next,
                    Long.toString(counters.stream().mapToLong(Counter::getCount).sum()));
            Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        report();
    }
}
