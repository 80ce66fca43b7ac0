package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    Path folder;

    @Test
    void aPathWithoutASchemeIsALocalOne() throws Exception {
        Checkpoints checkpoints = new Checkpoints(folder + "/new/check points", "r1");
        checkpoints.prepare("run.checkpoint-dir");

        assertThat(checkpoints.directory().toUri().getScheme()).isEqualTo("file");
        assertThat(folder.resolve("new/check points/r1")).isDirectory();
        assertThat(new Checkpoints("some/folder", "r1").directory().getPath())
                .isEqualTo(Path.of("some/folder/r1").toAbsolutePath().toString());
    }

    @Test
    void findsTheNewestThatIsComplete() throws Exception {
        Checkpoints checkpoints = new Checkpoints(folder.toString(), "r1");
        assertThat(checkpoints.latest()).isEmpty();
        Files.createDirectories(folder.resolve("r1/job/chk-8"));
        for (String name : new String[] {"chk-6", "chk-7"}) {
            Path metadata =
                    Files.createDirectories(folder.resolve("r1/job/" + name)).resolve("_metadata");
            Files.writeString(metadata, name);
        }
        Files.setLastModifiedTime(
                folder.resolve("r1/job/chk-6/_metadata"), java.nio.file.attribute.FileTime.fromMillis(1_000));

        assertThat(checkpoints.latest())
                .hasValueSatisfying(path -> assertThat(path.getName()).isEqualTo("chk-7"));
    }

    @Test
    void theSavepointOfAStoppedRunIsOneOfThem() throws Exception {
        complete("job-a/chk-9", 100_000);
        complete("savepoint-1", 200_000);
        assertThat(latest()).isEqualTo("savepoint-1");

        complete("job-b/chk-10", 300_000);
        Files.createDirectories(folder.resolve("r1/savepoint-2"));
        assertThat(latest()).isEqualTo("chk-10");
    }

    private void complete(String name, long millis) throws IOException {
        Path metadata =
                Files.createDirectories(folder.resolve("r1").resolve(name)).resolve("_metadata");
        Files.createFile(metadata);
        Files.setLastModifiedTime(metadata, java.nio.file.attribute.FileTime.fromMillis(millis));
    }

    private String latest() throws IOException {
        return new Checkpoints(folder.toString(), "r1").latest().orElseThrow().getName();
    }

    @Test
    void aFileSystemThatIsNotPluggedInIsOneLine() {
        assertThatThrownBy(() -> new Checkpoints("nosuch://bucket/checkpoints", "r1"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("run.checkpoint-dir: 'nosuch://bucket/checkpoints'");
    }
}
