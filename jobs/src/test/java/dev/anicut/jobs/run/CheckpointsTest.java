package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
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
    void aFileSystemThatIsNotPluggedInIsOneLine() {
        assertThatThrownBy(() -> new Checkpoints("nosuch://bucket/checkpoints", "r1"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("run.checkpoint-dir: 'nosuch://bucket/checkpoints'");
    }
}
