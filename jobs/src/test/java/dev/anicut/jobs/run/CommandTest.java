package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    @TempDir
    Path folder;

    @Test
    void aFullDiskIsNamedHoweverDeepItLies() {
        Exception failure = new IllegalStateException(
                "the task failed",
                new IOException("No space left on device: 3 MB under /data\nmore", new Exception("root")));

        assertThat(Command.explain(failure))
                .isEqualTo("the job failed: a disk is full (No space left on device: 3 MB under /data); make room, then"
                        + " continue with --run.resume");
    }

    @Test
    void theDeepestCauseIsTheOneToTell() {
        assertThat(Command.explain(new IllegalStateException("outer", new IOException("inner\nmore"))))
                .isEqualTo("the job failed: inner");
        assertThat(Command.explain(new IOException())).isEqualTo("the job failed: IOException");
    }

    @Test
    void aSettingThatFailsWithinTheJobIsStillUsage() {
        Backfills.Result result = Backfills.captured(() -> Command.exitCode(() -> {
            throw new IllegalStateException(new InvalidSettingException("run.mode: not so"));
        }));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().strip()).isEqualTo("anicut: run.mode: not so");
    }

    @Test
    void aDiskWithRoomExplainsNothing() {
        IOException failure = new IOException("inner");

        assertThat(FullDisk.explain(List.of(folder, Path.of("/no/such")), failure))
                .isSameAs(failure);
    }
}
