package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileInputsTest {
    @TempDir
    Path dir;

    private List<String> ids(String path, String... settings) {
        return Reading.read(Reading.config(path, settings)).stream()
                .map(RawRecord::fallbackId)
                .toList();
    }

    private List<String> ids(Path path, String... settings) {
        return ids(path.toString(), settings);
    }

    private void files(String... names) {
        for (String name : names) {
            Reading.write(dir.resolve(name), "text");
        }
    }

    @Test
    void readsFoldersInPathOrderWithoutHiddenFiles() {
        files("b.md", "a/z.md", "a/b/c.md", "a.md", ".git/config", "x/.hidden", "x/_SUCCESS", "_tmp/y.md");

        assertThat(ids(dir)).containsExactly("a/b/c.md", "a/z.md", "a.md", "b.md");
        InputSurvey survey = FileInputs.survey(Reading.config(dir));
        assertThat(survey).isEqualTo(new InputSurvey(4, 16, 4, survey.expected()));
        assertThat(survey.expected().missing()).isEqualTo(4);
        assertThat(ids(dir, "source.recursive", "false")).containsExactly("a.md", "b.md");
    }

    @Test
    void ordinalsFollowThePaths() {
        files("a.md", "b.md", "c/d.md");

        assertThat(Reading.read(Reading.config(dir)))
                .extracting(record -> record.sequence().ordinal())
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void aFileIsReadWhateverItsName() {
        files("_draft.md");

        assertThat(ids(dir.resolve("_draft.md"))).containsExactly("_draft.md");
    }

    @Test
    void globsMatchBelowTheirFolder() {
        files("a.md", "a.txt", "s/b.md", "s/t/c.md", "s/.h/d.md", "2024-01/e.md", "2024-02/x/f.md");

        assertThat(ids(dir + "/*.md")).containsExactly("a.md");
        assertThat(ids(dir + "/**/*.md"))
                .containsExactly("2024-01/e.md", "2024-02/x/f.md", "a.md", "s/b.md", "s/t/c.md");
        assertThat(ids(dir + "/s/**/*.md")).containsExactly("b.md", "t/c.md");
        assertThat(ids(dir + "/*/*.{md,txt}")).containsExactly("2024-01/e.md", "s/b.md");
        assertThat(ids(dir + "/2024-*")).containsExactly("2024-01/e.md", "2024-02/x/f.md");
        assertThat(ids(dir + "/2024-*", "source.recursive", "false")).containsExactly("2024-01/e.md");
    }

    @Test
    void severalInputsReadEachFileOnce() {
        files("a/x.md", "a/y.md", "b/x.md", "c.txt");

        assertThat(ids(dir + "/a, " + dir + "/b/x.md," + dir + "/{c,d}.*," + dir + "/a/y.md," + dir + "/**/x.md"))
                .containsExactly("a/x.md", "a/y.md", "b/x.md", "c.txt");
    }

    @Test
    void filesOfOneNameBelowTwoInputsAreTwoDocuments() {
        files("x/docs/a.md", "y/docs/a.md", "y/docs/sub/b.md", "z.jsonl");

        assertThat(ids(dir + "/x/docs," + dir + "/y/docs"))
                .containsExactly("x/docs/a.md", "y/docs/a.md", "y/docs/sub/b.md");
        assertThat(ids(dir + "/y/docs/**/*.md," + dir + "/z.jsonl"))
                .containsExactly("y/docs/a.md", "y/docs/sub/b.md", "z.jsonl#0");
        // the same ids whether a folder is given, or its files as a shell expands them
        assertThat(ids(dir + "/x/docs/a.md," + dir + "/x/docs")).isEqualTo(ids(dir + "/x/docs"));
    }

    @Test
    void aNameThatIsNotUtf8IsAFailedRecordThatSaysSo() throws Exception {
        String touch = "printf text > \"$1/$(printf 'a\\377.md')\"; mkdir \"$1/$(printf 'b\\377')\"";
        assertThat(new ProcessBuilder("sh", "-c", touch, "sh", dir.toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(Reading.read(Reading.config(dir))).hasSize(2).allSatisfy(record -> {
            assertThat(record.reason()).isEqualTo(Reason.UNREADABLE);
            assertThat(record.message()).startsWith("the name is not UTF-8");
        });
    }

    @Test
    void namesMayHoldCommasAndGlobCharacters() {
        files("a,b.md", "[1]/c.md", "d*.md", "back\\slash:1.md");

        assertThat(ids(dir + "/a,b.md")).containsExactly("a,b.md");
        assertThat(ids(dir + "/[1]")).containsExactly("c.md");
        assertThat(ids(dir)).containsExactly("[1]/c.md", "a,b.md", "back\\slash:1.md", "d*.md");
        assertThat(Reading.read(Reading.config(dir))).noneMatch(RawRecord::isFailed);
    }

    @Test
    void includesAndExcludes() {
        files("a.md", "b.txt", "node_modules/c.md", "s/d.md", "s/skip.md");

        assertThat(ids(dir, "source.include", "*.md", "source.exclude", "node_modules, s/skip*"))
                .containsExactly("a.md", "s/d.md");
    }

    @Test
    void relativePathsAreMadeAbsolute() {
        String path = Storage.absolute("some/./data/../data/x.md");

        assertThat(path).isEqualTo(Path.of("some/data/x.md").toAbsolutePath().toString());
        assertThat(Storage.absolute("file:///a/b c")).isEqualTo("/a/b c");
        assertThat(Storage.absolute("s3://bucket/a//")).isEqualTo("s3://bucket/a");
        assertThat(Storage.absolute("s3://bucket/")).isEqualTo("s3://bucket/");
        assertThat(Storage.absolute("s3://bucket")).isEqualTo("s3://bucket/");
    }

    @Test
    void anEmptyFileIsARecordWithoutBytes() {
        Reading.write(dir.resolve("empty.txt"), "");

        List<RawRecord> records = Reading.read(Reading.config(dir));

        assertThat(Reading.shown(records)).containsExactly("0 ");
        assertThat(records.get(0).isFailed()).isFalse();
    }

    @Test
    void linksThatLeadBackAreFailedRecordsAndOthersAreFollowed() throws IOException {
        files("in/a/x.md", "other/y.md");
        Files.createSymbolicLink(dir.resolve("in/a/loop"), dir.resolve("in"));
        Files.createSymbolicLink(dir.resolve("in/self"), dir.resolve("in/self"));
        Files.createSymbolicLink(dir.resolve("in/other"), dir.resolve("other"));
        Files.createSymbolicLink(dir.resolve("in/dangling"), dir.resolve("nowhere"));

        List<RawRecord> records = Reading.read(Reading.config(dir.resolve("in")));

        assertThat(records)
                .extracting(record -> record.fallbackId() + " " + record.reason())
                .containsExactly(
                        "a/loop LINK_LOOP", "a/x.md null", "dangling VANISHED", "other/y.md null", "self LINK_LOOP");
        assertThat(FileInputs.survey(Reading.config(dir.resolve("in"))).files()).isEqualTo(4);
    }

    @Test
    void pipesAreNotOpened() throws Exception {
        files("a.md");
        int exit = new ProcessBuilder("mkfifo", dir.resolve("pipe.md").toString())
                .start()
                .waitFor();
        assertThat(exit).isZero();

        List<RawRecord> records = Reading.read(Reading.config(dir));

        assertThat(records).extracting(RawRecord::reason).containsExactly(null, Reason.UNREADABLE);
        assertThatThrownBy(() -> FileInputs.survey(Reading.config(dir.resolve("pipe.md"))))
                .hasMessageContaining("is neither a file nor a folder");
    }

    @Test
    void whatCannotBeReadAtAllIsOneLine() throws IOException {
        files("a.md", "hidden/.x");
        Files.createDirectory(dir.resolve("empty"));

        assertInvalid("nosuch", "does not exist");
        assertInvalid("empty", "holds no file (names that begin with . or _ are left out)");
        assertInvalid("hidden", "holds no file");
        assertInvalid("*.pdf", "matches no file");
        assertInvalid("nosuch/*.pdf", "matches nothing: there is no folder");
        assertInvalid("{a", "is no glob");
        assertThatThrownBy(() -> FileInputs.survey(Reading.config(dir, "source.include", "*.pdf")))
                .hasMessageContaining("source.include");
        assertThatThrownBy(() -> FileInputs.survey(Reading.config(dir + "," + dir + "/nosuch")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("/nosuch' does not exist");
    }

    private void assertInvalid(String path, String message) {
        assertThatThrownBy(() -> FileInputs.survey(Reading.config(dir + "/" + path)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("source.path: '" + dir + "/" + path + "' ")
                .hasMessageContaining(message);
    }
}
