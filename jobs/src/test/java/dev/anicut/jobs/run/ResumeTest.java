package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.Ledger;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.EmbedOptions;
import dev.anicut.sinks.postgres.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
        EmbedConfig embed = EmbedConfig.from(new Configuration().set(EmbedOptions.MODEL, directory.toString()));
        Run run = run(embed.modelId());
        assertThatCode(() -> Resume.requireModel(run, embed)).doesNotThrowAnyException();

        Files.writeString(directory.resolve("model.onnx"), "two");

        assertThatThrownBy(() -> Resume.requireModel(run, embed))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(EmbedOptions.MODEL.key())
                .hasMessageContaining(run.model())
                .hasMessageContaining(embed.modelId());
    }

    @Test
    void ofARunOfAnOlderVersionItIsNotKnown() {
        EmbedConfig bundled = EmbedConfig.from(new Configuration());
        assertThatCode(() -> Resume.requireModel(run(null), bundled)).doesNotThrowAnyException();
    }

    private static Run run(String model) {
        return new Run("r", "backfill", "/in", Instant.EPOCH, null, model, "{}", Ledger.empty("r"));
    }
}
