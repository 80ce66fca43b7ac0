package dev.anicut.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresITCase {
    /** Shared by all tests, as the programs are unpacked only once. */
    @TempDir
    static Path cache;

    @TempDir
    Path folder;

    @Test
    void startsFromNothingDurableAndWithAPassword() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            assertThat(postgres.jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:" + postgres.port() + "/anicut");
            assertThat(show(postgres, "fsync")).isEqualTo("on");
            assertThat(show(postgres, "synchronous_commit")).isEqualTo("on");
            assertThat(show(postgres, "full_page_writes")).isEqualTo("on");
            assertThat(show(postgres, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(show(postgres, "unix_socket_directories")).isEmpty();
            assertThat(show(postgres, "server_encoding")).isEqualTo("UTF8");
            assertThat(
                            query(
                                    postgres,
                                    "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'anicut'"))
                    .isEqualTo("b C.UTF-8");
            assertThat(Files.getPosixFilePermissions(folder.resolve("data-of-mine/password")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(Files.readAllLines(folder.resolve("data-of-mine/data/pg_hba.conf")))
                    .noneMatch(line -> !line.startsWith("#") && line.contains("trust"));
        }
        assertThat(serverOf(folder.resolve("data-of-mine"))).isEmpty();
    }

    @Test
    void dataOutlivesCloseAndAKilledServer() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            update(postgres, "CREATE TABLE t (i int)");
            update(postgres, "INSERT INTO t VALUES (1)");
        }
        try (EmbeddedPostgres postgres = start()) {
            int port = postgres.port();
            update(postgres, "INSERT INTO t VALUES (2)");
            postgres.kill();
            assertThatThrownBy(postgres::connect).isInstanceOf(SQLException.class);
            postgres.restart();
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(query(postgres, "SELECT sum(i) FROM t")).isEqualTo("3");

            postgres.stopServer();
            assertThatThrownBy(postgres::connect).isInstanceOf(SQLException.class);
            postgres.restart();
            assertThat(query(postgres, "SELECT sum(i) FROM t")).isEqualTo("3");
        }
    }

    @Test
    void aRestartWaitsForBackendsThatAKilledServerLeftAtWork() throws Exception {
        try (EmbeddedPostgres postgres = start();
                Connection connection = postgres.connect()) {
            CompletableFuture<Void> busy = CompletableFuture.runAsync(() -> spin(connection));
            Deadline deadline = Deadline.in(Duration.ofSeconds(30));
            while (!query(
                            postgres,
                            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'")
                    .equals("1")) {
                assertThat(deadline.passed()).isFalse();
                deadline.pause();
            }
            postgres.kill();
            postgres.restart();
            assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
            assertThat(Files.readString(folder.resolve("data-of-mine/server.log")))
                    .contains("pre-existing shared memory block");
            busy.handle((ended, lost) -> null).get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aServerKilledUnderOneHandleIsRevivedOnItsPortByTheNext() throws Exception {
        try (EmbeddedPostgres first = start()) {
            int port = first.port();
            first.kill();
            try (EmbeddedPostgres second = start()) {
                assertThat(second.port()).isEqualTo(port);
                assertThat(query(first, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void anInterruptedThreadStillStopsTheServer() throws Exception {
        EmbeddedPostgres postgres = start();
        Thread.currentThread().interrupt();
        postgres.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(serverOf(postgres.directory())).isEmpty();
    }

    @Test
    void aServerThatTurnsOutUnusableIsNotLeftRunning() throws Exception {
        start().close();
        Path password = folder.resolve("data-of-mine/password");
        Files.writeString(password, "forgotten");
        assertThatThrownBy(this::start)
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("password authentication failed");
        assertThat(serverOf(folder.resolve("data-of-mine"))).isEmpty();
    }

    @Test
    void aClosedHandleIsRefused() {
        EmbeddedPostgres postgres = start();
        postgres.close();
        assertThatThrownBy(postgres::jdbcUrl).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(postgres::restart).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLastOfTwoHandlesStopsTheServer() throws Exception {
        EmbeddedPostgres first = start();
        EmbeddedPostgres second = start();
        assertThat(second.port()).isEqualTo(first.port());
        first.close();
        first.close();
        assertThat(query(second, "SELECT 1")).isEqualTo("1");
        second.close();
        assertThat(serverOf(second.directory())).isEmpty();
    }

    @Test
    void aPidFileThatNamesAnotherProcessIsNoServer() throws Exception {
        int port;
        try (EmbeddedPostgres postgres = start()) {
            port = postgres.port();
            postgres.kill();
        }
        Path pidFile = folder.resolve("data-of-mine/data/postmaster.pid");
        List<String> lines = Files.readAllLines(pidFile);
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(pidFile, lines);
        try (EmbeddedPostgres postgres = start()) {
            assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
            assertThat(postgres.port()).as("the port its clients know").isEqualTo(port);
        }
    }

    @Test
    void anEmptyPidFileIsNoServer() throws Exception {
        start().close();
        Files.createFile(folder.resolve("data-of-mine/data/postmaster.pid"));
        try (EmbeddedPostgres postgres = start()) {
            assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aSettingIsAppliedAndABadOneIsNamed() throws Exception {
        try (EmbeddedPostgres postgres = start(Map.of("work_mem", "7MB", "application_name", "it's"))) {
            assertThat(show(postgres, "work_mem")).isEqualTo("7MB");
        }
        assertThatThrownBy(() -> start(Map.of("work_mem", "plenty")))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("invalid value for parameter \"work_mem\": \"plenty\"")
                .hasMessageNotContaining("\n");
        assertThat(DirectoryLock.Share.take(folder.resolve("data-of-mine")).giveBack())
                .as("a failed start leaves no share behind")
                .isTrue();
    }

    @Test
    void dataOfAnotherMajorVersionIsRefused() throws Exception {
        start().close();
        Files.writeString(folder.resolve("data-of-mine/data/PG_VERSION"), "16\n");
        assertThatThrownBy(this::start).hasMessageContaining("was written by PostgreSQL 16, this is 17");
    }

    private EmbeddedPostgres start() {
        return start(Map.of());
    }

    private EmbeddedPostgres start(Map<String, String> settings) {
        return EmbeddedPostgres.start(folder.resolve("data-of-mine"), cache, settings);
    }

    /** Keeps a backend on the processor, where it does not notice that the postmaster has gone. */
    private static void spin(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DO $$ DECLARE until timestamptz := clock_timestamp() + interval '2 s';"
                    + " BEGIN WHILE clock_timestamp() < until LOOP END LOOP; END $$");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<ProcessHandle> serverOf(Path directory) throws Exception {
        return PidFile.read(directory.toRealPath().resolve("data")).flatMap(PidFile::server);
    }

    private static String show(EmbeddedPostgres postgres, String setting) throws SQLException {
        return query(postgres, "SHOW " + setting);
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void update(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
