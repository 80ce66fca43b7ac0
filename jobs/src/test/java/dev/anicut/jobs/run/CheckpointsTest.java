package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    private Path root;

    private void complete(String checkpoint, long seconds) throws IOException {
        Path metadata = Files.createDirectories(root.resolve("run-1").resolve(checkpoint))
                .resolve("_metadata");
        Files.createFile(metadata);
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(seconds * 1000));
    }

    private String latest() throws IOException {
        return new Checkpoints(root.toUri().toString(), "run-1")
                .latest()
                .map(path -> path.getName())
                .orElse(null);
    }

    @Test
    void theNewestThatIsComplete() throws IOException {
        assertThat(latest()).isNull();
        complete("job-a/chk-9", 100);
        complete("job-b/chk-3", 200);
        Files.createDirectories(root.resolve("run-1/job-b/chk-4"));
        complete("job-b/shared", 300);

        assertThat(latest()).isEqualTo("chk-3");
    }

    @Test
    void aSavepointOfAStoppedRunIsOneOfThem() throws IOException {
        complete("job-a/chk-9", 100);
        complete("savepoint-1", 200);
        assertThat(latest()).isEqualTo("savepoint-1");

        complete("job-b/chk-10", 300);
        Files.createDirectories(root.resolve("run-1/savepoint-2"));
        assertThat(latest()).isEqualTo("chk-10");
    }
}
