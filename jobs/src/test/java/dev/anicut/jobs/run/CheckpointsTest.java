package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    Path root;

    private Checkpoints checkpoints;

    @BeforeEach
    void open() {
        checkpoints = new Checkpoints(root.toString(), "run-1");
    }

    private Path complete(String place, long millis) throws IOException {
        Path folder = Files.createDirectories(root.resolve("run-1").resolve(place));
        Path metadata = Files.writeString(folder.resolve("_metadata"), "m");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
        return folder;
    }

    @Test
    void aPathWithoutASchemeIsALocalOne() {
        Checkpoints spaced = new Checkpoints(root + "/new/check points", "r1");
        spaced.prepare("run.checkpoint-dir");

        assertThat(spaced.directory().toUri().getScheme()).isEqualTo("file");
        assertThat(root.resolve("new/check points/r1")).isDirectory();
        assertThat(new Checkpoints("some/folder", "r1").directory().getPath())
                .isEqualTo(Path.of("some/folder/r1").toAbsolutePath().toString());
    }

    @Test
    void theLatestIsTheNewestOfCheckpointsOfAllAttemptsAndSavepoints() throws IOException {
        assertThat(checkpoints.latest()).isEmpty();
        complete("job-a/chk-9", 1_000_000);
        complete("job-b/chk-2", 2_000_000);
        Files.createDirectories(root.resolve("run-1/job-b/chk-3"));
        assertThat(latest()).isEqualTo("chk-2");

        complete("savepoints/savepoint-b-1", 3_000_000);
        assertThat(latest()).isEqualTo("savepoint-b-1");

        complete("savepoint-b-2", 4_000_000);
        assertThat(latest()).isEqualTo("savepoint-b-2");

        complete("job-c/chk-1", 5_000_000);
        Files.createDirectories(root.resolve("run-1/savepoint-c-1"));
        assertThat(latest()).isEqualTo("chk-1");
    }

    private String latest() throws IOException {
        return checkpoints.latest().orElseThrow().getName();
    }

    @Test
    void aFinishedRunLosesItsCheckpointsAndKeepsItsOwnersSavepoints() throws IOException {
        complete("job-a/chk-9", 1_000_000);
        complete("savepoint-a-0", 1_500_000);
        complete("savepoints/savepoint-a-1", 2_000_000);

        checkpoints.delete();

        assertThat(root.resolve("run-1/job-a")).doesNotExist();
        assertThat(root.resolve("run-1/savepoint-a-0")).doesNotExist();
        assertThat(root.resolve("run-1/savepoints/savepoint-a-1/_metadata")).exists();
    }

    @Test
    void onlyASavepointThatTheRunDidNotTakeItselfIsKept() throws IOException {
        complete("job-a/chk-9", 1_000_000);
        assertThat(checkpoints.isKept(checkpoints.latest().orElseThrow())).isFalse();
        complete("savepoint-a-0", 2_000_000);
        assertThat(checkpoints.isKept(checkpoints.latest().orElseThrow())).isFalse();
        complete("savepoints/savepoint-a-1", 3_000_000);
        assertThat(checkpoints.isKept(checkpoints.latest().orElseThrow())).isTrue();
        assertThat(checkpoints.isKept(new org.apache.flink.core.fs.Path("/elsewhere/savepoint-x")))
                .isTrue();
    }

    @Test
    void aRunWithoutSavepointsLeavesNothing() throws IOException {
        complete("job-a/chk-9", 1_000_000);

        checkpoints.delete();

        assertThat(root.resolve("run-1")).doesNotExist();
    }

    @Test
    void aSavepointThatIsNamedMustBeOne() throws IOException {
        String given = complete("savepoints/savepoint-a-1", 2_000_000).toString();

        assertThat(Checkpoints.given("run.savepoint", given).getPath()).isEqualTo(given);
        assertThatThrownBy(() -> Checkpoints.given("run.savepoint", root.toString()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("run.savepoint")
                .hasMessageContaining("_metadata");
    }

    @Test
    void aFileSystemThatIsNotPluggedInIsOneLine() {
        assertThatThrownBy(() -> new Checkpoints("nosuch://bucket/checkpoints", "r1"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("run.checkpoint-dir: 'nosuch://bucket/checkpoints'");
    }
}
