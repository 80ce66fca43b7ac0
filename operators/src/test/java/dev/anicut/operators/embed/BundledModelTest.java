package dev.anicut.operators.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bundled models themselves: meaning, agreement with another runtime, reproducible bits. */
class BundledModelTest {
    private static final List<String> TEXTS = List.of(
            "A weir raises the water of a river and leads it into the fields.",
            "The dam diverts the stream to irrigate farmland.",
            "Stock prices fell sharply after the central bank raised interest rates.",
            "x",
            "Longer texts are padded more, or pad the others more. ".repeat(8));

    @Test
    void likeMeaningsAreNear() {
        try (EmbeddingModel model = EmbeddingModel.open(EmbedConfigs.defaults())) {
            float[][] vectors = model.embed(TEXTS);
            assertThat(model.dimension()).isEqualTo(384);
            assertThat(model.id()).isEqualTo("all-minilm-l6-v2-q");
            double near = EmbeddingModelTest.cosine(vectors[0], vectors[1]);
            double far = EmbeddingModelTest.cosine(vectors[0], vectors[2]);
            assertThat(near).isGreaterThan(far + 0.3);
            assertThat(EmbeddingModelTest.length(vectors[0])).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void agreesWithLangChain4jOnTheSameFile() {
        try (EmbeddingModel model = EmbeddingModel.open(EmbedConfigs.defaults())) {
            AllMiniLmL6V2QuantizedEmbeddingModel reference = new AllMiniLmL6V2QuantizedEmbeddingModel();
            for (String text : TEXTS) {
                float[] expected = reference.embed(text).content().vector();
                assertThat(EmbeddingModelTest.cosine(model.embed(List.of(text))[0], expected))
                        .isCloseTo(1, within(1e-5));
            }
        }
    }

    @Test
    void theSameTextGivesTheSameBitsInAnyCompany() {
        float[][] first;
        try (EmbeddingModel model = EmbeddingModel.open(EmbedConfigs.defaults())) {
            first = model.embed(TEXTS);
        }
        try (EmbeddingModel again = EmbeddingModel.open(EmbedConfigs.defaults())) {
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4));
            Collections.shuffle(order, new Random(1));
            float[][] shuffled = again.embed(order.stream().map(TEXTS::get).toList());
            for (int i = 0; i < order.size(); i++) {
                assertThat(shuffled[i]).isEqualTo(first[order.get(i)]);
            }
            assertThat(again.embed(TEXTS.subList(3, 4))[0]).isEqualTo(first[3]);
        }
    }

    /** Alone in its batch a text has a mask of ones, which then is an input. */
    @Test
    void theConstantMaskChangesNoBit() {
        try (EmbeddingModel single = EmbeddingModel.open(EmbedConfigs.defaults());
                EmbeddingModel padded = EmbeddingModel.open(EmbedConfigs.with(Map.of("embed.batching", "padded")))) {
            assertThat(single.inputs()).containsExactly("input_ids", "token_type_ids");
            assertThat(padded.inputs()).contains("attention_mask");
            for (String text : TEXTS) {
                assertThat(single.embed(List.of(text))).isDeepEqualTo(padded.embed(List.of(text)));
            }
        }
    }

    @Test
    void fp32GivesTheSameBitsAloneAndPaddedAndMeansTheSame() {
        EmbedConfig padded = EmbedConfigs.with(Map.of("embed.model", "all-minilm-l6-v2"));
        EmbedConfig single = EmbedConfigs.with(Map.of("embed.model", "all-minilm-l6-v2", "embed.batching", "single"));
        assertThat(padded.modelId()).isEqualTo("all-minilm-l6-v2").isEqualTo(single.modelId());
        float[][] together;
        try (EmbeddingModel model = EmbeddingModel.open(padded)) {
            assertThat(model.groups(TEXTS.stream().map(model::tokenize).toList()))
                    .hasSizeLessThan(TEXTS.size());
            together = model.embed(TEXTS);
        }
        try (EmbeddingModel model = EmbeddingModel.open(single);
                EmbeddingModel quantised = EmbeddingModel.open(EmbedConfigs.defaults())) {
            assertThat(together).isDeepEqualTo(model.embed(TEXTS));
            assertThat(EmbeddingModelTest.cosine(together[0], quantised.embed(TEXTS)[0]))
                    .isGreaterThan(0.95);
        }
    }
}
