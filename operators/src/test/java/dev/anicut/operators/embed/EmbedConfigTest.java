package dev.anicut.operators.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbedConfigTest {
    @Test
    void defaults() {
        assertThat(EmbedConfigs.defaults())
                .isEqualTo(new EmbedConfig(
                        "all-minilm-l6-v2-q", Pooling.MEAN, true, "", "", 256, Batching.SINGLE, 512, 1));
    }

    @Test
    void padsByDefaultOnlyWhereVectorsDoNotDependOnIt(@TempDir Path directory) {
        assertThat(EmbedConfigs.with(Map.of("embed.model", "all-minilm-l6-v2")).batching())
                .isEqualTo(Batching.PADDED);
        assertThat(EmbedConfigs.directory(directory).batching()).isEqualTo(Batching.SINGLE);
    }

    @ParameterizedTest
    @CsvSource({
        "embed.pooling, max, mean or cls",
        "embed.batching, random, single or padded",
        "embed.max-length, 7, a number from 8 to 8192",
        "embed.batch-tokens, 0, a number from 8 to 1048576",
        "embed.threads, 0, a number from 1 to 256"
    })
    void refusesValuesThatCannotBe(String option, String given, String accepted) {
        assertThatThrownBy(() -> EmbedConfigs.with(Map.of(option, given)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(option + ": '" + given + "' given, expected " + accepted);
    }

    @Test
    void saysWhatIsMissingFromAModelDirectory(@TempDir Path root) throws Exception {
        assertRefused(root.resolve("nowhere"), "an existing directory with model.onnx and tokenizer.json");

        Path noTokenizer = TinyModel.writeTo(root.resolve("no-tokenizer"));
        Files.delete(noTokenizer.resolve("tokenizer.json"));
        assertRefused(noTokenizer, "no readable file tokenizer.json");

        Path noModel = TinyModel.writeTo(root.resolve("no-model"));
        Files.delete(noModel.resolve("model.onnx"));
        assertRefused(noModel, "no readable file model.onnx");

        Path brokenModel = TinyModel.writeTo(root.resolve("broken-model"));
        Files.writeString(brokenModel.resolve("model.onnx"), "not a model");
        assertRefused(brokenModel, "its model.onnx cannot be loaded: Protobuf parsing failed");

        // a protocol buffer of an unknown field, and nothing of a model
        Files.write(brokenModel.resolve("model.onnx"), new byte[] {(byte) 0xf8, 0x07, 0x01});
        assertRefused(brokenModel, "its model.onnx cannot be loaded: ModelProto does not have a graph");

        Path brokenTokenizer = TinyModel.writeTo(root.resolve("broken-tokenizer"));
        Files.writeString(brokenTokenizer.resolve("tokenizer.json"), "{}");
        assertRefused(brokenTokenizer, "its tokenizer.json is no tokenizer: Model missing. at line 1 column 2");

        Files.writeString(brokenTokenizer.resolve("tokenizer.json"), "[]");
        assertRefused(brokenTokenizer, "its tokenizer.json is no tokenizer: Expected BEGIN_OBJECT");

        Files.writeString(brokenTokenizer.resolve("tokenizer.json"), "");
        assertRefused(brokenTokenizer, "its tokenizer.json is empty");

        Path folderForModel = TinyModel.writeTo(root.resolve("folder-for-model"));
        Files.delete(folderForModel.resolve("model.onnx"));
        Files.createDirectory(folderForModel.resolve("model.onnx"));
        assertRefused(folderForModel, "no readable file model.onnx");

        assertRefused(
                new TinyModel().inputs("input_ids", "pixel_values").write(root.resolve("pictures")),
                "wants the inputs [pixel_values]");
        assertThat(EmbeddingModel.openModels()).isZero();
        assertThat(TextTokenizer.openTokenizers()).isZero();
    }

    private static void assertRefused(Path directory, String why) {
        assertThatThrownBy(() -> EmbedConfigs.directory(directory).check())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("embed.model: '" + directory + "' ")
                .hasMessageContaining(why)
                .hasMessageNotContainingAny("\n", "Exception", "Error code", ".cc:");
    }

    @Test
    void refusesALengthThatTheModelFailsOn() {
        assertThatThrownBy(() ->
                        EmbedConfigs.with(Map.of("embed.max-length", "600")).check())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("embed.max-length: '600' is more than the model takes");
        assertThat(EmbeddingModel.openModels()).isZero();
    }

    @Test
    void twoModelsNeverShareAName(@TempDir Path root) {
        Path one = TinyModel.writeTo(root.resolve("a/tiny"));
        Path same = TinyModel.writeTo(root.resolve("b/tiny"));
        Path other = new TinyModel().seed(43).write(root.resolve("c/tiny"));
        String id = EmbedConfigs.directory(one).modelId();
        assertThat(id).matches("tiny@[0-9a-f]{12}");
        assertThat(EmbedConfigs.directory(same).modelId()).isEqualTo(id);
        assertThat(EmbedConfigs.directory(other).modelId()).isNotEqualTo(id);
        for (Map.Entry<String, String> setting : Map.of(
                        "embed.pooling", "cls", "embed.normalize", "false", "embed.passage-prefix", "passage: ")
                .entrySet()) {
            assertThat(EmbedConfigs.with(Map.of("embed.model", one.toString(), setting.getKey(), setting.getValue()))
                            .modelId())
                    .isNotEqualTo(id);
            assertThat(EmbedConfigs.with(Map.of(setting.getKey(), setting.getValue()))
                            .modelId())
                    .startsWith("all-minilm-l6-v2-q@");
        }
        assertThat(EmbedConfigs.with(Map.of("embed.query-prefix", "query: ")).modelId())
                .isEqualTo("all-minilm-l6-v2-q");
        assertThat(EmbedConfigs.with(Map.of("embed.model", "none")).modelId()).isEqualTo("none");
    }

    @Test
    void weightsInAFileBesideTheModelCount(@TempDir Path root) throws Exception {
        Path directory = TinyModel.writeTo(root.resolve("tiny"));
        String before = EmbedConfigs.directory(directory).modelId();
        Files.writeString(directory.resolve("model.onnx_data"), "weights");
        assertThat(EmbedConfigs.directory(directory).modelId()).isNotEqualTo(before);
    }
}
