package dev.anicut.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
    private static final String TIME = "2026-01-01 00:00:00.000 UTC [42] ";

    @Test
    void theReasonIsTheLastFatalLine() {
        assertThat(ServerLog.reason(List.of(
                        TIME + "LOG:  starting PostgreSQL",
                        TIME + "FATAL:  pre-existing shared memory block is still in use",
                        TIME + "HINT:  Terminate any old server processes")))
                .isEqualTo("pre-existing shared memory block is still in use");
    }

    @Test
    void theReasonIsTheSettingRatherThanItsFile() {
        assertThat(ServerLog.reason(List.of(
                        TIME
                                + "LOG:  unrecognized configuration parameter \"colour\" in file \"postgresql.conf\" line 9",
                        TIME + "FATAL:  configuration file \"postgresql.conf\" contains errors")))
                .isEqualTo("unrecognized configuration parameter \"colour\" in file \"postgresql.conf\" line 9");
    }

    @Test
    void theReasonMayBeNoLogLineAtAll() {
        assertThat(ServerLog.reason(List.of("postgres: error while loading shared libraries: libssl.so.1.1")))
                .isEqualTo("postgres: error while loading shared libraries: libssl.so.1.1");
    }

    @Test
    void readsOnlyWhatCameSinceTheMark(@TempDir Path folder) throws Exception {
        ServerLog log = new ServerLog(folder.resolve("server.log"));
        assertThat(log.mark()).isZero();
        Files.writeString(log.file(), "before\n");
        long mark = log.mark();
        Files.writeString(log.file(), "before\nafter\n\n");
        assertThat(log.since(mark)).containsExactly("after");
    }
}
