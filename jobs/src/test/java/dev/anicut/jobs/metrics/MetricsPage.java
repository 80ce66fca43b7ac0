package dev.anicut.jobs.metrics;

import dev.anicut.jobs.metrics.RecordingReporter.Registered;
import dev.anicut.model.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/metrics.md as lines to compare: a metric of one step each, such as "numChunks counter chunk". */
public final class MetricsPage {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final String PREFIX = "flink_taskmanager_job_task_operator_";

    /** Rows of the tables that name metric, type, unit, step, meaning. */
    private static final Pattern ROW = Pattern.compile(
            "^\\| `(\\w+…?)` \\| (counter|gauge|histogram) \\| [^|]+ \\| ([^|]+) \\| [^|]+ \\|$", Pattern.MULTILINE);

    private MetricsPage() {}

    /** @param steps all steps of the run, to know what {@code count-…} stands for */
    public static Set<String> rows(Set<String> steps) throws IOException {
        return ROW.matcher(Files.readString(PAGE))
                .results()
                .flatMap(row -> lines(row, steps))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> lines(MatchResult row, Set<String> steps) {
        List<String> named =
                Arrays.stream(row.group(3).replace("`", "").split(", ")).toList();
        return names(row.group(1)).flatMap(name -> named.stream()
                .flatMap(step -> steps(step, steps))
                .map(step -> name + " " + row.group(2) + " " + step));
    }

    private static Stream<String> names(String name) {
        return name.endsWith("…")
                ? Arrays.stream(LedgerEntry.values()).map(entry -> name.replace("…", entry.code()))
                : Stream.of(name);
    }

    private static Stream<String> steps(String step, Set<String> steps) {
        return step.endsWith("…")
                ? steps.stream().filter(known -> known.startsWith(step.replace("…", "")))
                : Stream.of(step);
    }

    /** What a run registered at its steps, in the same form. */
    public static Set<String> rows(Stream<Registered> registered) {
        return registered
                .filter(metric -> metric.name().startsWith(PREFIX))
                .map(metric -> metric.name().replace(PREFIX, "") + " " + metric.type() + " " + metric.operator())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
