package dev.anicut.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServiceITCase {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int service(String action, String... arguments) throws Exception {
        printed.reset();
        String[] all = new String[arguments.length + 2];
        all[0] = action;
        all[1] = folder.resolve("service").toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return PostgresService.run(all, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8).strip();
    }

    @AfterEach
    void down() throws Exception {
        service("down");
    }

    @Test
    void staysUpOnItsPortUntilItIsToldToStopAndKeepsItsData() throws Exception {
        String port = Integer.toString(Port.random());
        assertThat(service("status")).isEqualTo(1);
        assertThat(service("up", port)).isZero();
        assertThat(printed()).isEqualTo(port);
        assertThat(service("up", "1")).as("it is up already").isZero();
        assertThat(printed()).isEqualTo(port);

        service("create", "mine");
        service("query", "mine", "SELECT 1, 'a' UNION ALL SELECT 2, 'b' ORDER BY 1");
        assertThat(printed()).isEqualTo("1\ta\n2\tb");

        assertThat(service("down")).isZero();
        assertThat(service("status")).isEqualTo(1);
        assertThatThrownBy(() -> service("query", "mine", "SELECT 1")).hasMessageContaining("no server runs");
        service("up", port);
        service("query", "anicut", "SELECT datname FROM pg_database WHERE datname = 'mine'");
        assertThat(printed()).isEqualTo("mine");
    }

    @Test
    void awaitsAnAnswerOfADatabaseThatComesAndAServerThatGoes() throws Exception {
        String port = Integer.toString(Port.random());
        service("up", port);
        assertThat(service("await", "anicut", "SELECT false", "1")).isEqualTo(1);
        CompletableFuture<Integer> answer =
                CompletableFuture.supplyAsync(() -> later("await", "late", "SELECT true", "60"));
        service("down");
        service("up", port);
        assertThat(answer).isNotDone();
        service("create", "late");
        assertThat(answer.get(60, TimeUnit.SECONDS)).isZero();
    }

    private int later(String... arguments) {
        try {
            return service(arguments[0], Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (java.net.ServerSocket taken =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThatThrownBy(() -> service("up", Integer.toString(taken.getLocalPort())))
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
        }
    }
}
