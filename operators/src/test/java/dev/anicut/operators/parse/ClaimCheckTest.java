package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anicut.model.Document;
import dev.anicut.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that name a file instead of holding a text, and those that name one they should not. */
class ClaimCheckTest {
    @TempDir
    Path directory;

    private Path root;
    private Path secret;
    private FileParser files;
    private JsonRecordParser parser;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(directory.resolve("in/allowed"));
        secret = Files.writeString(
                Files.createDirectories(directory.resolve("out")).resolve("secret.txt"), "secret");
        use("source.allowed-roots", directory.resolve("elsewhere") + ", " + root + "/", "parse.max-bytes", "1 kb");
    }

    private void use(String... settings) {
        close();
        ParseConfig config = Records.config(settings);
        files = new FileParser(config);
        parser = new JsonRecordParser(config, files);
    }

    @AfterEach
    void close() {
        if (files != null) {
            files.close();
        }
    }

    @Test
    void readsTheFileInTheRecordsPlace() throws Exception {
        Files.writeString(root.resolve("a b.md"), "# Weir\n\ntext");
        for (String uri : new String[] {root + "/a b.md", root.toUri() + "a%20b.md", "file:" + root + "/a%20b.md"}) {
            Document document = parse(Map.of("id", "a", "uri", uri));
            assertThat(document)
                    .isEqualTo(Document.of(
                            "a",
                            Records.SEQUENCE,
                            Records.json("").origin(),
                            "/in",
                            uri,
                            "Weir",
                            "text/markdown",
                            "{}",
                            "# Weir\n\ntext"));
        }
    }

    @Test
    void whatTheRecordSaysWinsOverWhatIsInTheFile() throws Exception {
        use("source.allowed-roots", root.toString());
        Files.write(root.resolve("a.pdf"), SampleFiles.pdf("text"));
        Document document = parse(Map.of("uri", root + "/a.pdf", "title", "Mine", "metadata", Map.of("author", "me")));
        assertThat(document.title()).isEqualTo("Mine");
        assertThat(document.text()).contains("text");
        assertThat(document.mediaType()).isEqualTo("application/pdf");
        assertThat(document.metadata()).isEqualTo("{\"author\":\"me\",\"pages\":1}");
    }

    @Test
    void readsThroughAFileSystemOfFlinks() throws Exception {
        use("source.allowed-roots", "plugged://" + root, "parse.max-bytes", "1 kb");
        Files.writeString(root.resolve("a b.txt"), "text");
        Files.writeString(root.resolve("long.txt"), "x".repeat(1025));
        Files.createDirectory(root.resolve("folder"));
        assertThat(parse(Map.of("uri", "plugged://" + root + "/a b.txt")).text())
                .isEqualTo("text");
        assertFails("plugged://" + root + "/long.txt", Reason.TOO_LARGE);
        assertFails("plugged://" + root + "/absent.txt", Reason.VANISHED);
        assertFails("plugged://" + root + "/folder", Reason.UNREADABLE);
        assertFails("plugged://" + secret, Reason.URI_NOT_ALLOWED);
        assertFails(root + "/a b.txt", Reason.URI_NOT_ALLOWED);
        use("source.allowed-roots", "unplugged://bucket");
        assertFails("unplugged://bucket/a.txt", Reason.UNREADABLE);
    }

    @Test
    void aRecordWithATextIsTakenAsItIs() throws Exception {
        assertThat(parse(Map.of("text", "own", "uri", secret.toString())).text())
                .isEqualTo("own");
    }

    @Test
    void withoutRootsNoFileIsRead() {
        use();
        assertFails(secret.toString(), Reason.MISSING_TEXT);
        use("source.allowed-roots", "s3://bucket");
        assertFails(secret.toString(), Reason.URI_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ROOT/../../out/secret.txt",
                "ROOT/./../../out/secret.txt",
                "ROOT/x/../a.txt",
                "ROOT/..",
                "ROOT",
                "ROOT-other/a.txt",
                "../out/secret.txt",
                "a.txt",
                "file:a.txt",
                "file:ROOT/../../out/secret.txt",
                "file:ROOT/%2e%2e/%2E%2E/out/secret.txt",
                "file:ROOT/%2e%2e%2f%2e%2e%2fout%2fsecret.txt",
                "file:ROOT/a.txt%00.md",
                "file:ROOT/a%2",
                "file:ROOT/a.txt?x",
                "file:ROOT/a.txt#x",
                "file://localhostROOT/a.txt",
                "file://elsewhereROOT/a.txt",
                "FILE:/etc/hostname",
                "http://127.0.0.1/ROOT/a.txt",
                "https://example.org/a.txt",
                "ftp://example.org/a.txt",
                "jar:file:ROOT/a.jar!/a.txt",
                "data:text/plain,hello",
                "s3://bucket/a.txt",
                "hdfs://ROOT/a.txt",
                "C:\\a.txt",
                "//example.org/a.txt",
                "/etc/hostname"
            })
    void refusesEveryAddressOutsideTheRoots(String uri) throws IOException {
        Files.writeString(root.resolve("a.txt"), "text");
        assertFails(uri.replace("ROOT", root.toString()), Reason.URI_NOT_ALLOWED);
    }

    @Test
    void escapesMeanNothingInABarePath() throws Exception {
        Files.writeString(root.resolve("%2e%2e"), "a file of that name");
        assertThat(parse(Map.of("uri", root + "/%2e%2e")).text()).isEqualTo("a file of that name");
        assertFails(root + "/%2e%2e/%2e%2e/out/secret.txt", Reason.UNREADABLE);
    }

    @Test
    void refusesLinksThatLeaveTheRootsAndFollowsThoseThatStay() throws Exception {
        Files.writeString(root.resolve("a.txt"), "inside");
        Files.createSymbolicLink(root.resolve("out.txt"), secret);
        Files.createSymbolicLink(root.resolve("out"), secret.getParent());
        Files.createSymbolicLink(root.resolve("twice.txt"), root.resolve("out.txt"));
        Files.createSymbolicLink(root.resolve("inside.txt"), root.resolve("a.txt"));
        assertFails(root + "/out.txt", Reason.URI_NOT_ALLOWED);
        assertFails(root + "/out/secret.txt", Reason.URI_NOT_ALLOWED);
        assertFails(root + "/twice.txt", Reason.URI_NOT_ALLOWED);
        assertThat(parse(Map.of("uri", root + "/inside.txt")).text()).isEqualTo("inside");

        Path linked = Files.createSymbolicLink(directory.resolve("linked"), root);
        use("source.allowed-roots", linked.toString());
        assertThat(parse(Map.of("uri", linked + "/a.txt")).text()).isEqualTo("inside");
    }

    @Test
    void saysWhyAFileCannotBeUsed() throws Exception {
        Files.writeString(root.resolve("long.txt"), "x".repeat(1025));
        Files.writeString(root.resolve("empty.txt"), "");
        Files.createDirectory(root.resolve("folder"));
        Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
        new ProcessBuilder("mkfifo", root + "/pipe").inheritIO().start().waitFor();
        assertFails(root + "/long.txt", Reason.TOO_LARGE);
        assertFails(root + "/empty.txt", Reason.EMPTY_TEXT);
        assertFails(root + "/absent.txt", Reason.VANISHED);
        assertFails(root + "/folder", Reason.UNREADABLE);
        assertFails(root + "/loop", Reason.UNREADABLE);
        assertFails(root + "/pipe", Reason.UNREADABLE);
    }

    private Document parse(Map<String, Object> record) throws Exception {
        return parser.parse(Records.json(JsonMapper.builder().build().writeValueAsBytes(record)));
    }

    private void assertFails(String uri, Reason reason) {
        Unparseable failure = catchThrowableOfType(Unparseable.class, () -> parse(Map.of("id", "a", "uri", uri)));
        assertThat(failure).as(uri).isNotNull();
        assertThat(failure.reason()).as(uri + ": " + failure.getMessage()).isEqualTo(reason);
        assertThat(failure.documentId()).isEqualTo("a");
    }
}
