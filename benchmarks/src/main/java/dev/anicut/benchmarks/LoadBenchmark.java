package dev.anicut.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.jobs.BackfillJob;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Generated documents without embedding, from files to rows: documents a second and the memory of the job's process, at
 * several sizes.
 *
 * <p>The rate is that of the steady part, from the first commit to the last; the whole run's, from the command to the
 * summary, stands beside it.
 */
final class LoadBenchmark {
    private static final double LEAST_RATE = 10_000;
    private static final double FLAT = 0.10;
    private static final double MOST_MEMORY_MB = 2048;

    private static final String COMMITS =
            """
            SELECT count(*) - count(*) FILTER (WHERE created_at = first), extract(epoch FROM max(created_at) - min(first))
            FROM anicut.documents, (SELECT min(created_at) AS first FROM anicut.documents) AS start
            WHERE created_at >= first""";

    private final BenchArguments arguments;

    LoadBenchmark(BenchArguments arguments) {
        this.arguments = arguments;
    }

    /**
     * What one load showed.
     *
     * @param steady documents a second between the first commit and the last
     * @param whole documents a second of the whole run
     * @param peakMemoryMb the most memory the process held
     * @param growth that over the most it had held by half of its time
     */
    private record Load(double steady, double whole, double peakMemoryMb, double growth) {}

    Report run() throws Exception {
        try (Workplace workplace = Workplace.open(arguments.work())) {
            Map<Integer, List<Load>> loads = new LinkedHashMap<>();
            Map<Integer, JsonNode> expected = new LinkedHashMap<>();
            for (int documents : arguments.sizes()) {
                loads.put(documents, new ArrayList<>());
                expected.put(documents, Generator.generate(source(workplace, documents), documents));
            }
            for (int round = 1; round <= arguments.rounds(); round++) {
                for (int documents : arguments.sizes()) {
                    Load load = load(workplace, documents, expected.get(documents));
                    loads.get(documents).add(load);
                    System.err.printf(
                            Locale.ROOT,
                            "round %d of %d: %,d documents %,.0f/s, whole run %,.0f/s, %,.0f MB%n",
                            round,
                            arguments.rounds(),
                            documents,
                            load.steady(),
                            load.whole(),
                            load.peakMemoryMb());
                }
            }
            return report(loads);
        }
    }

    private static Path source(Workplace workplace, int documents) {
        return workplace.directory().resolve("documents-" + documents);
    }

    private Report report(Map<Integer, List<Load>> loads) {
        Map<String, List<Double>> results = new LinkedHashMap<>();
        Report report = new Report("load", "documents/s")
                .input("embed.model", "none")
                .input("slots", Slots.COUNT)
                .input("rounds", arguments.rounds());
        loads.forEach((documents, rounds) -> {
            results.put(documents + " documents", column(rounds, Load::steady));
            results.put(documents + " documents, whole run", column(rounds, Load::whole));
        });
        report.results(results);
        int largest = arguments.sizes().stream().max(Integer::compare).orElseThrow();
        double rate = Report.median(column(loads.get(largest), Load::steady));
        double memory = Report.median(column(loads.get(largest), Load::peakMemoryMb));
        loads.forEach((documents, rounds) -> {
            report.check(
                    "peak memory in MB, " + documents + " documents",
                    Report.median(column(rounds, Load::peakMemoryMb)),
                    null,
                    MOST_MEMORY_MB);
            if (documents != largest) {
                report.check(
                        "documents/s, " + largest + " / " + documents,
                        rate / Report.median(column(rounds, Load::steady)),
                        1 - FLAT,
                        null);
                // a short run ends before the heap has grown to what the collector likes: no target
                report.check(
                        "peak memory, " + largest + " / " + documents,
                        memory / Report.median(column(rounds, Load::peakMemoryMb)),
                        null,
                        null);
            }
        });
        report.check(
                "peak memory, " + largest + ", second half / first half",
                Report.median(column(loads.get(largest), Load::growth)),
                null,
                1 + FLAT);
        return report.check("documents/s, " + largest, rate, LEAST_RATE, null);
    }

    private static List<Double> column(List<Load> loads, java.util.function.Function<Load, Double> column) {
        return loads.stream().map(column).toList();
    }

    private Load load(Workplace workplace, int documents, JsonNode expected) throws Exception {
        List<String> settings = new ArrayList<>(List.of("--embed.model", "none"));
        settings.addAll(arguments.pipeline());
        Path log = workplace.directory().resolve("job.log");
        List<String> flags = flags();
        flags.add("-Danicut.log.file=" + workplace.directory().resolve("anicut.log"));
        flags.addAll(extraFlags());
        try (Workplace.Database database = workplace.newDatabase()) {
            Process job = Jvm.start(
                    BackfillJob.class,
                    flags,
                    PipelineRun.arguments(workplace, database, source(workplace, documents), settings),
                    log,
                    PipelineRun.environment(workplace));
            List<Double> peaks = new ArrayList<>(List.of(0.0));
            while (!job.waitFor(50, TimeUnit.MILLISECONDS)) {
                peaks.add(Math.max(peaks.get(peaks.size() - 1), peakMemoryMb(job.pid())));
            }
            double peak = peaks.get(peaks.size() - 1);
            if (job.exitValue() != 0) {
                throw new IllegalStateException("the load failed: " + Files.readString(log));
            }
            JsonNode ledger = new ObjectMapper().readTree(job.getInputStream());
            check(documents, database, ledger, expected.get("ledger"));
            return new Load(
                    steadyRate(database),
                    documents / ledger.get("seconds").asDouble(),
                    peak,
                    peak / peaks.get(peaks.size() / 2));
        }
    }

    /** Those of this JVM, which scripts/bench.sh starts as scripts/submit.sh starts a job's, with the heap of a job. */
    private static List<String> flags() {
        List<String> flags = new ArrayList<>(List.of("-Xmx1g", "-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-XX:"))
                .forEach(flags::add);
        return flags;
    }

    /** Flags of the JVM for a profile, such as a flight recording. */
    private static List<String> extraFlags() {
        String flags = System.getenv("ANICUT_JAVA_OPTS");
        return flags == null || flags.isBlank()
                ? List.of()
                : List.of(flags.strip().split("\\s+"));
    }

    private static void check(int documents, Workplace.Database database, JsonNode ledger, JsonNode expected)
            throws Exception {
        for (String outcome : List.of("read", "ingested", "unchanged", "duplicate", "dead_lettered")) {
            if (ledger.get(outcome).asLong() != expected.get(outcome).asLong()) {
                throw new IllegalStateException("the ledger says " + ledger + ", expected was " + expected);
            }
        }
        long rows = database.count("documents");
        long standing =
                ledger.get("ingested").asLong() + ledger.get("duplicate").asLong();
        if (rows != standing || ledger.get("read").asLong() != documents) {
            throw new IllegalStateException(
                    rows + " rows of documents for " + standing + " in the ledger of " + documents);
        }
    }

    private static double steadyRate(Workplace.Database database) throws Exception {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(COMMITS)) {
            row.next();
            double seconds = row.getDouble(2);
            return seconds == 0 ? 0 : row.getLong(1) / seconds;
        }
    }

    /** The most memory that the process ever held, 0 where the system does not tell. */
    private static double peakMemoryMb(long process) throws IOException {
        String peak = Machine.first(Path.of("/proc/" + process + "/status"), "VmHWM");
        String digits = peak.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) / 1024.0;
    }
}
