package dev.anicut.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts a main in a JVM of its own, on this class path. */
final class Jvm {
    private Jvm() {}

    static Process start(Class<?> main, List<String> flags, List<String> arguments, Path log) throws IOException {
        return start(main, flags, arguments, log, Map.of());
    }

    static Process start(
            Class<?> main, List<String> flags, List<String> arguments, Path log, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
