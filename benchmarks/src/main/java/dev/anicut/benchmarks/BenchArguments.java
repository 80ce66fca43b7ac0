package dev.anicut.benchmarks;

import dev.anicut.model.InvalidSettingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code scripts/bench.sh} was given.
 *
 * @param rounds how often every contestant has its turn
 * @param sizes the numbers of texts, chunks or documents; only a load takes several
 * @param work the directory of databases and generated documents, deleted at the end; null for a temporary one
 * @param pipeline settings of the pipeline, as its command line takes them
 */
record BenchArguments(
        Benchmark benchmark, boolean json, int rounds, List<Integer> sizes, Path work, List<String> pipeline) {

    /** What can be measured. */
    enum Benchmark {
        EMBED("--texts", 5, List.of(3000)),
        SINK("--chunks", 5, List.of(50_000)),
        LOAD("--documents", 1, List.of(10_000, 100_000, 1_000_000));

        private final String sizeOption;
        private final int rounds;
        private final List<Integer> sizes;

        Benchmark(String sizeOption, int rounds, List<Integer> sizes) {
            this.sizeOption = sizeOption;
            this.rounds = rounds;
            this.sizes = sizes;
        }

        private static Benchmark of(String name) {
            for (Benchmark benchmark : values()) {
                if (benchmark.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return benchmark;
                }
            }
            throw new InvalidSettingException("benchmark", name, "embed, sink or load");
        }
    }

    static BenchArguments parse(List<String> arguments) {
        if (arguments.isEmpty()) {
            throw new InvalidSettingException("benchmark", null, "embed, sink or load");
        }
        Benchmark benchmark = Benchmark.of(arguments.get(0));
        boolean json = false;
        int rounds = benchmark.rounds;
        List<Integer> sizes = benchmark.sizes;
        Path work = null;
        List<String> pipeline = new ArrayList<>();
        for (int i = 1; i < arguments.size(); i += 2) {
            String key = arguments.get(i);
            if (!key.startsWith("--") || i + 1 == arguments.size()) {
                throw new InvalidSettingException(key, null, "pairs of --key and value");
            }
            String value = arguments.get(i + 1);
            if (key.equals("--output")) {
                json = isJson(value);
            } else if (key.equals("--rounds")) {
                rounds = number(key, value, 1, 1000);
            } else if (key.equals("--work")) {
                work = Path.of(value);
            } else if (key.equals(benchmark.sizeOption)) {
                sizes = sizes(key, value, benchmark == Benchmark.LOAD);
            } else if (key.contains(".") && benchmark != Benchmark.SINK) {
                pipeline.addAll(List.of(key, value));
            } else {
                throw new InvalidSettingException(
                        key,
                        value,
                        "--output, --rounds, --work, " + benchmark.sizeOption
                                + (benchmark == Benchmark.SINK ? "" : " and settings of the pipeline"));
            }
        }
        return new BenchArguments(benchmark, json, rounds, sizes, work, List.copyOf(pipeline));
    }

    int size() {
        return sizes.get(0);
    }

    private static boolean isJson(String value) {
        return switch (value) {
            case "json" -> true;
            case "text" -> false;
            default -> throw new InvalidSettingException("--output", value, "text or json");
        };
    }

    private static List<Integer> sizes(String key, String value, boolean several) {
        List<Integer> sizes = new ArrayList<>();
        for (String size : several ? value.split(",", -1) : new String[] {value}) {
            sizes.add(number(key, size, 10, 10_000_000));
        }
        return List.copyOf(sizes);
    }

    private static int number(String key, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InvalidSettingException(key, value, "a number from " + least + " to " + most);
    }
}
