package dev.anicut.operators.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingModelTest {
    private static final List<String> TEXTS =
            List.of("aa bb cc", "the weir turns the river", "b", "one two three four five six seven");

    @Test
    void poolsAndScalesAsConfigured(@TempDir Path root) {
        String directory = TinyModel.writeTo(root).toString();
        float[] cls = embed(Map.of("embed.model", directory, "embed.pooling", "cls", "embed.normalize", "false"), "ab");
        float[] sameCls = embed(
                Map.of("embed.model", directory, "embed.pooling", "cls", "embed.normalize", "false"), "other words");
        assertThat(cls).as("the vector of [CLS], whatever follows").isEqualTo(sameCls);

        float[] mean = embed(Map.of("embed.model", directory, "embed.normalize", "false"), "ab");
        float[] of3 = embed(Map.of("embed.model", directory, "embed.normalize", "false"), "ab ab");
        assertThat(mean).isNotEqualTo(cls);
        // (c + a + s) / 3 and (c + 2a + s) / 4: both give a, if the means are taken over real tokens only
        float[] a = new float[mean.length];
        for (int i = 0; i < a.length; i++) {
            a[i] = of3[i] * 4 - mean[i] * 3;
        }
        float[] of4 = embed(Map.of("embed.model", directory, "embed.normalize", "false"), "ab ab ab");
        for (int i = 0; i < a.length; i++) {
            assertThat(of4[i]).isCloseTo((mean[i] * 3 + 2 * a[i]) / 5, within(1e-5f));
        }

        float[] scaled = embed(Map.of("embed.model", directory), "ab");
        assertThat(length(scaled)).isCloseTo(1, within(1e-6));
        assertThat(cosine(scaled, mean)).isCloseTo(1, within(1e-6));
    }

    @Test
    void takesTheModelsOwnSentenceVector(@TempDir Path root) {
        Map<String, String> settings = Map.of("embed.normalize", "false", "embed.model", root + "/pooled");
        new TinyModel().pooled().write(root.resolve("pooled"));
        TinyModel.writeTo(root.resolve("plain"));
        float[] sum = embed(settings, "ab cd");
        float[] mean = embed(Map.of("embed.normalize", "false", "embed.model", root + "/plain"), "ab cd");
        for (int i = 0; i < sum.length; i++) {
            assertThat(sum[i] / 4).isCloseTo(mean[i], within(1e-6f));
        }
    }

    @Test
    void feedsTheInputsThatTheFileNames(@TempDir Path root) {
        float[] three =
                embed(Map.of("embed.model", TinyModel.writeTo(root.resolve("3")).toString()), "ab");
        float[] two = embed(
                Map.of(
                        "embed.model",
                        new TinyModel()
                                .inputs("input_ids", "attention_mask")
                                .output("token_embeddings")
                                .write(root.resolve("2"))
                                .toString()),
                "ab");
        assertThat(two).isEqualTo(three);
    }

    @Test
    void theMaskIsAConstantOnlyWhereItMakesNoDifference(@TempDir Path root) throws IOException {
        String plain = TinyModel.writeTo(root.resolve("plain")).toString();
        String counting =
                new TinyModel().counting().write(root.resolve("counting")).toString();
        String parted = TinyModel.writeTo(root.resolve("parted")).toString();
        Files.createFile(root.resolve("parted/model.onnx_data"));
        for (String directory : List.of(plain, counting, parted)) {
            try (EmbeddingModel single = EmbeddingModel.open(EmbedConfigs.with(Map.of("embed.model", directory)));
                    EmbeddingModel padded = EmbeddingModel.open(
                            EmbedConfigs.with(Map.of("embed.model", directory, "embed.batching", "padded")))) {
                assertThat(single.inputs().contains("attention_mask")).isEqualTo(!directory.equals(plain));
                for (String text : TEXTS) {
                    assertThat(single.embed(List.of(text))).isDeepEqualTo(padded.embed(List.of(text)));
                }
                assertThat(EmbeddingModel.openModels()).isEqualTo(2);
            }
        }
    }

    @Test
    void takesAnOutputOfAnUnknownNameOnlyIfItHoldsVectorsOfTokens(@TempDir Path root) {
        String named = TinyModel.writeTo(root.resolve("named")).toString();
        String other =
                new TinyModel().output("output_0").write(root.resolve("other")).toString();
        assertThat(embed(Map.of("embed.model", other), "ab")).isEqualTo(embed(Map.of("embed.model", named), "ab"));

        String classifier = new TinyModel()
                .pooled()
                .output("logits")
                .write(root.resolve("classifier"))
                .toString();
        assertThatThrownBy(() -> embed(Map.of("embed.model", classifier), "ab"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("it has the outputs [logits]; known are [sentence_embedding, ");
    }

    @Test
    void prefixesTellPassagesFromQueries(@TempDir Path root) {
        String directory = TinyModel.writeTo(root).toString();
        EmbedConfig prefixed = EmbedConfigs.with(
                Map.of("embed.model", directory, "embed.passage-prefix", "passage: ", "embed.query-prefix", "query: "));
        try (EmbeddingModel model = EmbeddingModel.open(prefixed);
                EmbeddingModel plain = EmbeddingModel.open(EmbedConfigs.with(Map.of("embed.model", directory)))) {
            assertThat(model.embed(List.of("weir"))[0]).isEqualTo(plain.embed(List.of("passage: weir"))[0]);
            assertThat(model.embedQuery("weir")).isEqualTo(plain.embedQuery("query: weir"));
        }
    }

    @Test
    void padsWithinTheTokenBudgetAndKeepsTheOrder(@TempDir Path root) {
        String directory = TinyModel.writeTo(root).toString();
        EmbedConfig padded = EmbedConfigs.with(
                Map.of("embed.model", directory, "embed.batching", "padded", "embed.batch-tokens", "24"));
        try (EmbeddingModel model = EmbeddingModel.open(padded);
                EmbeddingModel single = EmbeddingModel.open(EmbedConfigs.with(Map.of("embed.model", directory)))) {
            List<Tokens> tokens = TEXTS.stream().map(model::tokenize).toList();
            List<int[]> groups = model.groups(tokens);
            assertThat(groups).hasSizeBetween(2, 3);
            for (int[] group : groups) {
                int width = Arrays.stream(group)
                        .map(i -> tokens.get(i).length())
                        .max()
                        .orElseThrow();
                assertThat(group.length == 1 || width * group.length <= 24).isTrue();
            }
            assertThat(groups.stream().flatMapToInt(Arrays::stream)).containsExactlyInAnyOrder(0, 1, 2, 3);
            // sums over this table are exact, so that padding must not show at all
            assertThat(model.embed(TEXTS)).isDeepEqualTo(single.embed(TEXTS));
        }
    }

    @Test
    void cutsWhatIsTooLongAndSaysSo(@TempDir Path root) {
        EmbedConfig config =
                EmbedConfigs.with(Map.of("embed.model", TinyModel.writeTo(root).toString(), "embed.max-length", "8"));
        try (EmbeddingModel model = EmbeddingModel.open(config)) {
            Tokens whole = model.tokenize("a b c d e f");
            Tokens cut = model.tokenize("a b c d e f g");
            assertThat(whole.truncated()).isFalse();
            assertThat(whole.length()).isEqualTo(8);
            assertThat(cut.truncated()).isTrue();
            assertThat(cut.ids()).isEqualTo(whole.ids());
        }
    }

    @Test
    void sharesOneModelUntilTheLastUserCloses(@TempDir Path root) {
        EmbedConfig config = EmbedConfigs.directory(TinyModel.writeTo(root));
        EmbeddingModel first = EmbeddingModel.open(config);
        EmbeddingModel second = EmbeddingModel.open(config);
        assertThat(EmbeddingModel.openModels()).isEqualTo(1);
        first.close();
        first.close();
        assertThat(second.isLoaded()).isTrue();
        assertThat(second.embed(List.of("still here"))).hasDimensions(1, second.dimension());
        second.close();
        assertThat(second.isLoaded()).isFalse();
        assertThat(EmbeddingModel.openModels()).isZero();
        assertThat(TextTokenizer.openTokenizers()).isZero();
    }

    @Test
    void threadsDoNotMixUpTheirTexts(@TempDir Path root) throws Exception {
        EmbedConfig config = EmbedConfigs.directory(TinyModel.writeTo(root));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (EmbeddingModel expected = EmbeddingModel.open(config)) {
            Callable<Boolean> task = () -> {
                try (EmbeddingModel model = EmbeddingModel.open(config)) {
                    for (int i = 0; i < 300; i++) {
                        String text = "text " + Thread.currentThread().getId() + " " + i;
                        float[] alone = model.embed(List.of(text))[0];
                        float[] among = model.embed(List.of("before", text, "behind"))[1];
                        if (!Arrays.equals(alone, among)) {
                            return false;
                        }
                    }
                    return true;
                }
            };
            for (Future<Boolean> result : threads.invokeAll(List.of(task, task))) {
                assertThat(result.get()).isTrue();
            }
            assertThat(expected.isLoaded()).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    private static float[] embed(Map<String, String> settings, String text) {
        try (EmbeddingModel model = EmbeddingModel.open(EmbedConfigs.with(settings))) {
            return model.embed(List.of(text))[0];
        }
    }

    static double length(float[] vector) {
        return Math.sqrt(cosineSum(vector, vector));
    }

    static double cosine(float[] a, float[] b) {
        return cosineSum(a, b) / length(a) / length(b);
    }

    private static double cosineSum(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
