package dev.anicut.sinks.postgres;

import dev.anicut.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The JVM's server of the tests under {@code -Danicut.test.pgvector=true}: the embedded one, with pgvector compiled for it by
 * {@code scripts/pgvector.sh}. Its programs are its own, for those that tests share know no pgvector.
 */
final class PgvectorServer {
    private static final String PROPERTY = "anicut.test.pgvector";
    /** Of scripts/pgvector.sh. */
    private static final int LACKS_EXIT_CODE = 3;

    private static final long LIMIT_MINUTES = 5;

    private PgvectorServer() {}

    static boolean isWished() {
        return Boolean.getBoolean(PROPERTY);
    }

    /** What this machine has not got and compiling pgvector takes; empty if the server has pgvector. */
    static String lacks() {
        return Holder.LACKS;
    }

    static EmbeddedPostgres server() {
        return Holder.SERVER;
    }

    private static final class Holder {
        static final EmbeddedPostgres SERVER;
        static final String LACKS;

        static {
            try {
                Path work =
                        Files.createDirectories(Path.of("target", "pgvector").toAbsolutePath());
                SERVER = EmbeddedPostgres.start(work.resolve("server"), work, Map.of("fsync", "off"));
                Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
                LACKS = compile(work);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static String compile(Path work) throws IOException, InterruptedException {
            Path log = work.resolve("pgvector.log");
            Process process = new ProcessBuilder(
                            Path.of("..", "scripts", "pgvector.sh").toRealPath().toString(),
                            programs(work).toString(),
                            work.resolve("source").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
                return "Debian's packages did not come within " + LIMIT_MINUTES + " minutes";
            }
            List<String> lines = Files.readAllLines(log);
            if (process.exitValue() == 0) {
                return "";
            }
            if (process.exitValue() == LACKS_EXIT_CODE) {
                return lines.get(lines.size() - 1);
            }
            throw new IllegalStateException("pgvector does not compile: " + String.join("\n", lines));
        }

        private static Path programs(Path work) throws IOException {
            try (Stream<Path> found = Files.find(work, 4, (path, attributes) -> path.endsWith("bin/postgres"))) {
                return found.findFirst().orElseThrow().getParent().getParent();
            }
        }
    }
}
