package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to PostgreSQL: a server with a certificate for localhost, whose authority only the right clients know. */
class PostgresTlsITCase {
    @TempDir
    private static Path folder;

    private static Certificates right;
    private static Certificates wrong;
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws Exception {
        // in the server's own folder, whose files belong to whomever it runs as
        right = Certificates.make(folder.resolve("server").resolve("tls"));
        wrong = Certificates.make(folder.resolve("wrong"));
        server = EmbeddedPostgres.start(
                folder.resolve("server"),
                Map.of(
                        "ssl", "on",
                        "ssl_cert_file", right.certificate().toString(),
                        "ssl_key_file", right.key().toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String url(String host, Certificates trusted, String more) {
        return "jdbc:postgresql://" + host + ":" + server.port() + "/anicut?sslmode=verify-full&sslrootcert="
                + trusted.authority() + more;
    }

    private static Backfills.Result collect(String url) {
        List<String> arguments = List.of(
                "--postgres.url", url, "--postgres.user", server.user(), "--postgres.password", server.password());
        return Backfills.captured(() -> Command.exitCode(new Collect(arguments, Map.of())));
    }

    @Test
    void whoKnowsTheAuthorityIsConnectedByTls() throws Exception {
        String url = url("localhost", right, "");

        Backfills.Result collected = collect(url);

        assertThat(collected.exitCode()).as(collected.err()).isZero();
        try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            row.next();
            assertThat(row.getBoolean(1)).isTrue();
        }
    }

    @Test
    void anotherAuthorityIsOneLine() {
        assertRefused(collect(url("localhost", wrong, "&password=hush")), "PKIX path");
    }

    @Test
    void anotherHostThanTheCertificatesIsOneLine() {
        assertRefused(
                collect(url("127.0.0.1", right, "&password=hush")), "The hostname 127.0.0.1 could not be verified");
    }

    @Test
    void anAuthorityThatIsNotThereIsOneLine() {
        assertRefused(
                collect("jdbc:postgresql://localhost:" + server.port()
                        + "/anicut?sslmode=verify-ca&sslrootcert=/no/such.crt"),
                "/no/such.crt");
    }

    private static void assertRefused(Backfills.Result result, String why) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("anicut: postgres.url: 'jdbc:postgresql://")
                .contains("TLS failed, see sslmode and sslrootcert in the URL: ", why)
                .doesNotContain("hush");
    }
}
