package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.jobs.PipelineConfig;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.Ledger;
import dev.anicut.operators.embed.EmbedOptions;
import dev.anicut.sinks.postgres.Run;
import dev.anicut.sinks.postgres.RunIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {
    @TempDir
    Path directory;

    @Test
    void aModelWhoseFilesHaveChangedIsRefused() throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), "{}");
        Files.writeString(directory.resolve("model.onnx"), "one");
        Configuration settings = new Configuration().set(EmbedOptions.MODEL, directory.toString());
        PipelineConfig began = PipelineConfig.from(settings, "r");
        Resume.requireIndex(run(began.index()), PipelineConfig.from(settings, "r"));

        Files.writeString(directory.resolve("model.onnx"), "two");
        PipelineConfig now = PipelineConfig.from(settings, "r");

        assertThatThrownBy(() -> Resume.requireIndex(run(began.index()), now))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("embed.model: '" + directory + "' given, expected the files that the run began with, "
                        + began.model() + ", and now it is " + now.model());
    }

    @Test
    void aVersionThatCutsTextsInAnotherWayIsRefused() {
        PipelineConfig now = PipelineConfig.from(new Configuration(), "r");
        assertThatThrownBy(() -> Resume.requireIndex(run(new RunIndex(now.model(), "v0")), now))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "run.resume: 'r' given, expected a run whose texts are cut as they are now, v0, and now it is "
                                + now.chunkerVersion());
    }

    @Test
    void whatTheCommandPrintsIsNoSettingOfTheRun() throws IOException {
        Run run = run(null, "{\"output\":\"json\",\"source.path\":\"/in\"}");
        Settings given = Settings.of(Map.of("run.resume", "r"), Options.of("backfill"), Map.of());

        Settings resumed = Resume.settings(run, given, Options.of("backfill"), Map.of());

        assertThat(resumed.given()).containsOnly(Map.entry("run.resume", "r"), Map.entry("source.path", "/in"));
    }

    private static Run run(RunIndex index) {
        return run(index, "{}");
    }

    private static Run run(RunIndex index, String settings) {
        return new Run("r", "backfill", "/in", Instant.EPOCH, null, index, settings, Ledger.empty("r"));
    }
}
