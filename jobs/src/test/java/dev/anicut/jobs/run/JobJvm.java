package dev.anicut.jobs.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Jobs in JVMs of their own, from the jars that a person runs, and of the tests what comes with them. The first that ends
 * well leaves an archive of its classes to the others, as it does for {@code scripts/submit.sh}: a start takes half the time
 * with it.
 */
final class JobJvm {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path JAR = TARGET.resolve("anicut-jobs.jar");
    private static final Path TESTS = TARGET.resolve("anicut-jobs-tests.jar");
    private static final Path ARCHIVE = TARGET.resolve("test-jobs.jsa");
    /** Of the one JVM that writes the archive, which takes as long as a start. */
    private static final Path CLAIM = TARGET.resolve("test-jobs.partial.jsa");

    private JobJvm() {}

    /** @param options of the JVM, beside its usual ones */
    static Process start(
            Class<?> main, List<String> options, List<String> arguments, Map<String, String> environment, Path log)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx800m",
                // it lives too briefly for the second compiler to pay
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off"));
        boolean archives = !isArchived() && CLAIM.toFile().createNewFile();
        if (archives) {
            command.add("-XX:ArchiveClassesAtExit=" + CLAIM);
        } else if (isArchived()) {
            command.add("-XX:SharedArchiveFile=" + ARCHIVE);
        }
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (archives) {
            process.onExit().thenAccept(ended -> keep(ended.exitValue()));
        }
        return process;
    }

    private static boolean isArchived() throws IOException {
        return Files.exists(ARCHIVE)
                && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) > 0;
    }

    private static String classPath() throws IOException {
        try (Stream<Path> lib = Files.list(TARGET.resolve("lib"))) {
            return Stream.of(Stream.of(JAR), lib.sorted(), Stream.of(TESTS))
                    .flatMap(paths -> paths)
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    /** One that was killed may have left a part, and another may try. */
    private static void keep(int exitCode) {
        try {
            if (exitCode == 0 && Files.size(CLAIM) > 0) {
                Files.move(CLAIM, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(CLAIM);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
