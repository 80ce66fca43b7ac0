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
        checkpoints = new Checkpoints(root.toUri().toString(), "run-1");
    }

    private void complete(String place, long millis) throws IOException {
        Path folder = Files.createDirectories(root.resolve("run-1").resolve(place));
        Path metadata = Files.writeString(folder.resolve("_metadata"), "m");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    }

    @Test
    void theLatestIsTheNewestOfCheckpointsOfAllAttemptsAndSavepoints() throws IOException {
        assertThat(checkpoints.latest()).isEmpty();
        complete("job-a/chk-9", 1_000_000);
        complete("job-b/chk-2", 2_000_000);
        Files.createDirectories(root.resolve("run-1/job-b/chk-3"));
        assertThat(checkpoints.latest().orElseThrow().getName()).isEqualTo("chk-2");

        complete("savepoints/savepoint-b-1", 3_000_000);
        assertThat(checkpoints.latest().orElseThrow().getName()).isEqualTo("savepoint-b-1");

        complete("job-c/chk-1", 4_000_000);
        assertThat(checkpoints.latest().orElseThrow().getName()).isEqualTo("chk-1");
    }

    @Test
    void aFinishedRunLosesItsCheckpointsAndKeepsItsSavepoints() throws IOException {
        complete("job-a/chk-9", 1_000_000);
        complete("savepoints/savepoint-a-1", 2_000_000);

        checkpoints.delete();

        assertThat(root.resolve("run-1/job-a")).doesNotExist();
        assertThat(root.resolve("run-1/savepoints/savepoint-a-1/_metadata")).exists();
    }

    @Test
    void aRunWithoutSavepointsLeavesNothing() throws IOException {
        complete("job-a/chk-9", 1_000_000);

        checkpoints.delete();

        assertThat(root.resolve("run-1")).doesNotExist();
    }

    @Test
    void aSavepointThatIsNamedMustBeOne() throws IOException {
        complete("savepoints/savepoint-a-1", 2_000_000);
        String given = root.resolve("run-1/savepoints/savepoint-a-1").toString();

        assertThat(Checkpoints.given("run.savepoint", given).getPath()).isEqualTo(given);
        assertThatThrownBy(() -> Checkpoints.given("run.savepoint", root.toString()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("run.savepoint")
                .hasMessageContaining("_metadata");
    }
}
