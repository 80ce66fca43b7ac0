package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that says {@code target: cluster} serves all commands that submit no job, without a cluster. */
class TargetITCase {
    @TempDir
    private static Path folder;

    /** Kept up, so that commands need not start it one by one. */
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() {
        server = EmbeddedPostgres.start(folder.resolve("home").resolve("postgres"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Named<Function<List<String>, Command>> command(
            String words, BiFunction<List<String>, Map<String, String>, Command> made) {
        return Named.of(words, options -> {
            List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
            arguments.addAll(options);
            return made.apply(arguments, Map.of());
        });
    }

    private static List<Named<Function<List<String>, Command>>> ofTheDatabase() {
        return List.of(
                Named.of("collect", options -> new Collect(options, Map.of())),
                Named.of("index", options -> new IndexVectors(options, Map.of())),
                Named.of("letters", options -> new ListLetters(options, Map.of())),
                Named.of("migrate", options -> new Migrate(options, Map.of())),
                command("--dry-run", Redrive::new),
                command("sluice", SearchDocuments::new));
    }

    @ParameterizedTest
    @MethodSource("ofTheDatabase")
    void aCommandOfTheDatabaseAsksForNoCluster(Function<List<String>, Command> command) throws IOException {
        Backfills.Result result = run(command);

        assertThat(result.err()).doesNotContain("cluster");
        // an index wants pgvector, which this server lacks
        assertThat(result.exitCode()).as(result.err()).isIn(0, 1);
    }

    private static List<Named<Function<List<String>, Command>>> ofTheCluster() {
        return List.of(
                command("list", Operate::new),
                command("status", Operate::new),
                command("stop", Operate::new),
                command("cancel", Operate::new));
    }

    @ParameterizedTest
    @MethodSource("ofTheCluster")
    void aCommandOnTheClusterAsksTheClusterItIsGiven(Function<List<String>, Command> command) throws IOException {
        assertThat(run(command).err()).contains("no cluster answers at 127.0.0.1:");
    }

    private static Backfills.Result run(Function<List<String>, Command> command) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path file = Files.writeString(
                folder.resolve("settings.yaml"),
                "target: cluster\nrun.home: " + folder.resolve("home") + "\nflink.rest: {address: 127.0.0.1, port: "
                        + port + "}\n");
        return Backfills.captured(() -> Command.exitCode(command.apply(List.of("--config", file.toString()))));
    }
}
