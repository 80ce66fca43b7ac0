package dev.anicut.benchmarks;

import dev.anicut.jobs.run.Command;
import java.util.List;

/** Runs one benchmark and prints its report: the main of {@code scripts/bench.sh}. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) {
        System.exit(Command.exitCode(() -> {
            BenchArguments arguments = BenchArguments.parse(List.of(args));
            Report report = run(arguments);
            System.out.print(arguments.json() ? report.json().toPrettyString() + "\n" : report.text());
            System.out.flush();
        }));
    }

    static Report run(BenchArguments arguments) throws Exception {
        return switch (arguments.benchmark()) {
            case EMBED -> new EmbedBenchmark(arguments).run();
            case SINK -> new SinkBenchmark(arguments).run();
            case LOAD -> new LoadBenchmark(arguments).run();
        };
    }
}
