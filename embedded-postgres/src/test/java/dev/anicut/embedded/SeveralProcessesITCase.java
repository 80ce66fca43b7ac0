package dev.anicut.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeveralProcessesITCase {
    /** Its programs are unpacked by the first test; the concurrent starters have a cache of their own. */
    @TempDir
    static Path cache;

    @TempDir
    Path folder;

    private final List<OtherProcess> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        processes.forEach(OtherProcess::kill);
    }

    @Test
    void concurrentStartersShareOneServerFromNothing() throws Exception {
        Path emptyCache = folder.resolve("cache");
        for (int i = 0; i < 4; i++) {
            join(emptyCache);
        }
        List<String> urls = new ArrayList<>();
        for (OtherProcess process : processes) {
            urls.add(process.answer());
        }
        assertThat(urls).hasSize(4).containsOnly(urls.get(0));
        processes.get(0).query("CREATE TABLE t (i int)");
        for (OtherProcess process : processes) {
            process.query("INSERT INTO t VALUES (1) RETURNING i");
        }
        for (OtherProcess process : processes) {
            assertThat(server()).as("server while somebody uses it").isPresent();
            process.close();
        }
        assertThat(server()).as("server after the last one").isEmpty();
        try (EmbeddedPostgres postgres = start(emptyCache);
                var connection = postgres.connect();
                var rows = connection.createStatement().executeQuery("SELECT count(*) FROM t")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(4);
        }
        try (var unpacked = Files.list(emptyCache.resolve("postgres-" + Binaries.VERSION))) {
            assertThat(unpacked).as("no half unpacked folder is left").hasSize(1);
        }
    }

    @Test
    void theStarterMayLeaveFirst() throws Exception {
        EmbeddedPostgres starter = start(cache);
        try (OtherProcess other = join(cache)) {
            assertThat(other.answer()).isEqualTo(starter.jdbcUrl());
            starter.close();
            assertThat(other.query("SELECT 'still here'")).isEqualTo("still here");
        }
        assertThat(server()).isEmpty();
    }

    @Test
    void aServerLeftByAKilledProcessIsReusedAndStopped() throws Exception {
        OtherProcess killed = join(cache);
        String url = killed.answer();
        killed.kill();
        Optional<ProcessHandle> left = server();
        assertThat(left).isPresent();
        try (EmbeddedPostgres postgres = start(cache)) {
            assertThat(postgres.jdbcUrl()).isEqualTo(url);
            assertThat(server()).isEqualTo(left);
        }
        assertThat(server()).isEmpty();
    }

    @Test
    void aProcessThatExitsWithoutClosingStopsItsServer() throws Exception {
        OtherProcess other = join(cache);
        other.answer();
        assertThat(server()).isPresent();
        other.exit();
        assertThat(server()).isEmpty();
    }

    @Test
    void theTemporaryServerOfAKilledProcessIsRemovedByTheNext() throws Exception {
        OtherProcess killed = OtherProcess.temporary();
        processes.add(killed);
        Path abandoned = Path.of(killed.answer());
        try (EmbeddedPostgres inUse = EmbeddedPostgres.temporary()) {
            assertThat(abandoned).as("used by a living process").exists();
            Optional<ProcessHandle> server =
                    PidFile.read(abandoned.resolve("data")).flatMap(PidFile::server);
            killed.kill();
            try (EmbeddedPostgres next = EmbeddedPostgres.temporary()) {
                assertThat(abandoned).doesNotExist();
                assertThat(server.orElseThrow().info().arguments())
                        .as("its server")
                        .isEmpty();
                assertThat(inUse.directory()).exists();
                inUse.connect().close();
                next.connect().close();
            }
        }
    }

    private OtherProcess join(Path programs) throws Exception {
        OtherProcess process = OtherProcess.on(directory(), programs);
        processes.add(process);
        return process;
    }

    private Path directory() {
        return folder.resolve("a database");
    }

    private EmbeddedPostgres start(Path programs) {
        return EmbeddedPostgres.start(directory(), programs, Map.of());
    }

    private Optional<ProcessHandle> server() throws Exception {
        return PidFile.read(directory().toRealPath().resolve("data")).flatMap(PidFile::server);
    }
}
