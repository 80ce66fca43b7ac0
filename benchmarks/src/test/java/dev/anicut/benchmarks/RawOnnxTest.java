package dev.anicut.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.EmbeddingModel;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class RawOnnxTest {
    private static final List<String> TEXTS = List.of(
            "The sluice is opened at dawn.",
            "Water is shared by turns, and the canal log says whose turn it is.",
            "silt ".repeat(400));

    /** The limit does the same work as what is held against it, else the ratio would mean nothing. */
    @Test
    void givesTheVectorsOfThePipelineBitForBit() throws Exception {
        try (RawOnnx raw = RawOnnx.open("all-minilm-l6-v2-q", 256, 2);
                EmbeddingModel model = EmbeddingModel.open(EmbedConfig.from(new Configuration()))) {
            assertThat(raw.embedSingly(TEXTS)).isEqualTo(model.embed(TEXTS));
        }
    }

    @Test
    void paddedBatchesGiveNearbyVectorsInTheOrderOfTheTexts() throws Exception {
        try (RawOnnx raw = RawOnnx.open("all-minilm-l6-v2-q", 256, 2)) {
            float[][] single = raw.embedSingly(TEXTS);
            float[][] padded = raw.embedSorted(TEXTS, 64);

            for (int i = 0; i < single.length; i++) {
                assertThat(cosine(single[i], padded[i])).isGreaterThan(0.95);
            }
        }
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
