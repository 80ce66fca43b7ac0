package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresConfigITCase {
    private static final TestDatabase DATABASE = TestDatabase.empty();

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private static PostgresConfig with(String key, String value) {
        Configuration options = DATABASE.options();
        options.setString(key, value);
        return PostgresConfig.from(options);
    }

    @Test
    void acceptsADatabaseThatAnswers() {
        assertThatCode(DATABASE.config()::check).doesNotThrowAnyException();
    }

    @Test
    void namesAWrongPasswordWithoutShowingIt() {
        PostgresConfig config = with("postgres.password", "h3dgehog");

        assertThatThrownBy(config::check)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("postgres.password: the server refuses the password of role 'anicut'")
                .hasMessageNotContaining("h3dgehog");
        assertThat(config.toString()).doesNotContain("h3dgehog");
    }

    @Test
    void namesADatabaseThatDoesNotExist() {
        String url = DATABASE.config().url().replaceFirst("test_\\d+", "nowhere");

        assertThatThrownBy(() -> with("postgres.url", url).check())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("postgres.url")
                .hasMessageContaining("database \"nowhere\" does not exist");
    }

    @Test
    void namesAServerThatCannotBeReached() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        String url = "jdbc:postgresql://127.0.0.1:" + free + "/db?password=h3dgehog";

        assertThatThrownBy(() -> with("postgres.url", url).check())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("postgres.url: 'jdbc:postgresql://127.0.0.1:" + free + "/db' given")
                .hasMessageNotContaining("h3dgehog")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres.url, jdbc:mysql://host/db",
        "postgres.url, jdbc:postgresql://host:port/db",
        "postgres.batch-rows, 0",
        "postgres.batch-bytes, 0 b",
        "postgres.max-retries, -1",
        "postgres.flush-interval, 0 ms",
        "postgres.backoff, 0 ms",
    })
    void refusesValuesThatCannotWork(String key, String value) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(
                        key + ": '" + value.replace(" b", " bytes").replace("0 ms", "0 s"));
    }

    @Test
    void saysThatNothingListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertRefused(
                "jdbc:postgresql://127.0.0.1:" + free + "/db?sslmode=require",
                "a server that can be reached; the attempt says: Connection refused");
    }

    @Test
    void saysThatWhatListensIsNoPostgres() throws IOException {
        for (String parameters : List.of("", "?sslmode=disable", "?sslmode=require")) {
            try (ServerSocket socket = new ServerSocket(0);
                    Listener web = Listener.answering(socket, "HTTP/1.1 400 Bad Request\r\n\r\n")) {
                assertRefused(
                        "jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/db" + parameters,
                        "a PostgreSQL server; what listens there does not answer as one");
            }
            try (ServerSocket socket = new ServerSocket(0);
                    Listener closed = Listener.answering(socket, "")) {
                assertRefused(
                        "jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/db" + parameters,
                        "a PostgreSQL server; what listens there does not answer as one");
            }
        }
    }

    @Test
    void saysThatNoAnswerComes() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            PostgresConfig config = PostgresConfig.from(new Configuration()
                    .set(
                            PostgresOptions.URL,
                            "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/db?sslmode=require")
                    .set(PostgresOptions.CONNECT_TIMEOUT, Duration.ofSeconds(1)));

            assertThatThrownBy(config::check)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageEndingWith("a server that can be reached; there was no answer within 1 s,"
                            + " postgres.connect-timeout");
        }
    }

    @Test
    void saysThatAServerHasNoTls() {
        String url = DATABASE.config().url();

        assertRefused(
                url + (url.contains("?") ? "&" : "?") + "sslmode=require",
                "a server with TLS, as sslmode in the URL asks for; this one has none");
    }

    private void assertRefused(String url, String expected) {
        assertThatThrownBy(() -> with("postgres.url", url).check())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("postgres.url: '" + url.replaceFirst("\\?.*", "") + "' given, expected " + expected);
    }

    @Test
    void namesAHostThatDoesNotExist() {
        PostgresConfig config = with("postgres.url", "jdbc:postgresql://nowhere.invalid:5432/search");

        assertThatThrownBy(config::check)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("nowhere.invalid")
                .hasMessageEndingWith("there is no host of this name");
    }

    @Test
    void asksForAUrl() {
        assertThatThrownBy(() -> PostgresConfig.from(new Configuration()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("postgres.url is missing");
    }
}
