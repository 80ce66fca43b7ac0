package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
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
                .isEqualTo("a disk is full (No space left on device: 3 MB under /data); make room, then run the same"
                        + " command again");
    }

    @Test
    void aRunThatAFullDiskEndedIsResumed() {
        Exception failure =
                new IllegalStateException("the task failed", new IOException("write: No space left on device"));

        assertThat(Command.explain(FullDisk.explain(List.of(), "backfill --run.resume", failure)))
                .isEqualTo("the job failed: a disk is full (write: No space left on device); make room, then"
                        + " scripts/submit.sh backfill --run.resume goes on from here");
    }

    @Test
    void aHomeWithoutRoomForTheServerIsUsage() {
        RunConfig run = RunConfig.from(new Configuration().set(RunOptions.HOME, folder.toString()));

        assertThat(FullDisk.noRoom(run))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(
                        "run.home: '" + folder + "' has no room for the embedded PostgreSQL: its disk is" + " full, ")
                .hasMessageEndingWith(" MB are left");
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
    void whatTheServerForbidsIsUsage() {
        assertThat(refused("cannot execute INSERT in a read-only transaction", "25006"))
                .isEqualTo("anicut: postgres.url: a server that takes writes is needed; this one says: cannot execute"
                        + " INSERT in a read-only transaction");
        assertThat(refused("permission denied for table runs", "42501"))
                .isEqualTo("anicut: postgres.user: the role may not do this; the server says: permission denied for"
                        + " table runs");
    }

    private static String refused(String said, String state) {
        Backfills.Result result = Backfills.captured(() -> Command.exitCode(() -> {
            throw new IllegalStateException(new SQLException(said, state));
        }));
        assertThat(result.exitCode()).isEqualTo(2);
        return result.err().strip();
    }

    @Test
    void aHomeThatCannotBeMadeIsUsage() throws IOException {
        Path text = Files.writeString(folder.resolve("a.txt"), "A weir raises a river.");
        List<String> arguments = List.of(
                "--source.path",
                text.toString(),
                "--embed.model",
                "none",
                "--run.home",
                text.resolve("home").toString());

        Backfills.Result result = Backfills.captured(() -> Command.exitCode(new Backfill(arguments, Map.of())));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().strip())
                .isEqualTo("anicut: run.home: '" + text.resolve("home")
                        + "' given, expected a folder that can be made and written");
    }

    @Test
    void aDiskWithRoomExplainsNothing() {
        IOException failure = new IOException("inner");

        assertThat(FullDisk.explain(List.of(folder, Path.of("/no/such")), "backfill --run.resume", failure))
                .isSameAs(failure);
    }
}
