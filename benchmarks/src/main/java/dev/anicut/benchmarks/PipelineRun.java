package dev.anicut.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.jobs.run.Backfill;
import dev.anicut.jobs.run.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A backfill as {@code scripts/submit.sh} runs it, from its arguments to its ledger, in this JVM. */
final class PipelineRun {
    private static final String PASSWORD = "ANICUT_BENCH_PASSWORD";

    private PipelineRun() {}

    /** Runs it to its end and returns the ledger. */
    static JsonNode run(Workplace workplace, Workplace.Database database, Path source, List<String> settings)
            throws IOException {
        List<String> arguments = arguments(workplace, database, source, settings);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int exitCode;
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            exitCode = Command.exitCode(new Backfill(arguments, environment(workplace)));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        if (exitCode != 0) {
            throw new IllegalStateException("the backfill failed: " + said.toString(StandardCharsets.UTF_8));
        }
        return new ObjectMapper().readTree(printed.toString(StandardCharsets.UTF_8));
    }

    static List<String> arguments(
            Workplace workplace, Workplace.Database database, Path source, List<String> settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--output",
                "json",
                "--source.path",
                source.toString(),
                "--run.home",
                workplace.directory().resolve("home").toString(),
                "--run.parallelism",
                Integer.toString(Slots.COUNT),
                "--postgres.url",
                database.url(),
                "--postgres.user",
                workplace.user(),
                "--postgres.password",
                "${env:" + PASSWORD + "}"));
        arguments.addAll(settings);
        return arguments;
    }

    static Map<String, String> environment(Workplace workplace) {
        return Map.of(PASSWORD, workplace.password());
    }
}
