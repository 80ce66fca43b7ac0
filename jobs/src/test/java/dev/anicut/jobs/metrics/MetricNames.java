package dev.anicut.jobs.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of Flink's metrics, ours among them, that files for Prometheus and Grafana speak of. */
public final class MetricNames {
    public static final Path FLINK_CONF = Path.of("..", "flink-conf");

    private static final Pattern NAME = Pattern.compile("\\bflink_(?:job|task)manager_\\w+");

    private MetricNames() {}

    public static Set<String> in(Path file) throws IOException {
        return NAME.matcher(Files.readString(file))
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
