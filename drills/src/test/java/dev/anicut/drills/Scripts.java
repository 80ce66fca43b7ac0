package dev.anicut.drills;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the project's scripts as a person would, with services of its own. */
final class Scripts {
    /** Modules that the scripts take for fresh when no source is newer than their marker. */
    private static final List<String> BUILT = List.of("jobs", "cluster", "datasets");

    private final Path root = Path.of("").toAbsolutePath().getParent();
    private final Map<String, String> environment = new TreeMap<>();

    /** How a script ended, and what it wrote to standard output. */
    record Result(int exitCode, String output) {}

    /** @param home where the services keep their data and logs */
    Scripts(Path home) throws IOException {
        try (ServerSocket flink = new ServerSocket(0);
                ServerSocket postgres = new ServerSocket(0)) {
            environment.put("ANICUT_FLINK_PORT", Integer.toString(flink.getLocalPort()));
            environment.put("ANICUT_POSTGRES_PORT", Integer.toString(postgres.getLocalPort()));
        }
        environment.put("ANICUT_HOME", home.toString());
        // they live too briefly for the second compiler to pay
        environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        for (String module : BUILT) {
            // by the build that runs this test: the scripts need none of their own
            Path marker = root.resolve(module).resolve("target").resolve(".complete");
            Files.writeString(marker, "");
            Files.setLastModifiedTime(marker, FileTime.from(Instant.now()));
        }
    }

    Path root() {
        return root;
    }

    Scripts with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Standard error goes to that of the tests. */
    Result run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(root.resolve("scripts").resolve(script).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
        builder.environment().keySet().removeIf(variable -> variable.equals("FLINK_HOME"));
        builder.environment().putAll(environment);
        // to a file: services that a script leaves behind would hold a pipe open
        Path output = Files.createTempFile("anicut-", ".out");
        Path errors = Files.createTempFile("anicut-", ".err");
        Process process = builder.redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        try {
            int exitCode = process.waitFor();
            System.err.print(Files.readString(errors, StandardCharsets.UTF_8));
            return new Result(exitCode, Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
