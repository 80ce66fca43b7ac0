package dev.anicut.llmdouble;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlmDoubleMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return LlmDoubleMain.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    @Test
    void helpsWithEveryOption() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(LlmDoubleOptions.names());
        for (Fault fault : Fault.values()) {
            assertThat(out.toString(StandardCharsets.UTF_8)).contains(fault == Fault.NONE ? "" : fault.label());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--port high, --port: 'high' given",
        "--port, --port is missing",
        "--options /no/such/file, --options: '/no/such/file' given",
        "--speed 1, unknown option '--speed'",
        "--key, --key is missing"
    })
    void refusesInOneLine(String arguments, String complaint) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("anicut: ")
                .contains(complaint);
    }

    @Test
    void failsWhereThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("--port", String.valueOf(taken.getLocalPort()))).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("could not be started");
        }
    }
}
