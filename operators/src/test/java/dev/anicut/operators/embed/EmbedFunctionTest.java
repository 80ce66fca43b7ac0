package dev.anicut.operators.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkBatch;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EmbeddedChunk;
import dev.anicut.model.Hashes;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.Reason;
import dev.anicut.model.Sequence;
import dev.anicut.model.Tally;
import dev.anicut.model.TokenIds;
import dev.anicut.model.memory.VectorMemory;
import dev.anicut.operators.ledger.Tallies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedFunctionTest {
    @TempDir
    static Path directory;

    @BeforeEach
    void forget() {
        FakeMemory.stored.clear();
        FakeMemory.asked.clear();
        FakeMemory.open = 0;
        TinyModel.writeTo(directory);
    }

    @Test
    void embedsWhatIsNotStoredOnceAndKeepsTheOrder() throws Exception {
        float[] stored = {1, 2, 3};
        FakeMemory.stored.put(chunk("old").chunkHash(), stored);
        List<EmbeddedChunk> embedded = embed(Map.of(), "new", "old", "twin", "twin", "old", "twin");

        assertThat(embedded)
                .extracting(e -> e.chunk().text())
                .containsExactly("new", "old", "twin", "twin", "old", "twin");
        assertThat(embedded)
                .extracting(EmbeddedChunk::embedded)
                .containsExactly(true, false, true, false, false, false);
        assertThat(embedded).extracting(EmbeddedChunk::reason).containsOnlyNulls();
        assertThat(embedded.get(1).vector()).isEqualTo(stored);
        assertThat(embedded.get(2).vector()).isEqualTo(embedded.get(3).vector()).hasSize(16);
        assertThat(embedded.get(0).vector()).isNotEqualTo(embedded.get(2).vector());
        assertThat(FakeMemory.asked).as("one look-up, each hash once").hasSize(1);
        assertThat(FakeMemory.asked.get(0))
                .containsExactly(
                        chunk("new").chunkHash(),
                        chunk("old").chunkHash(),
                        chunk("twin").chunkHash());
    }

    @Test
    void remembersTheVectorsThatMayNotBeStoredYet() throws Exception {
        try (var harness = harness(Map.of())) {
            harness.processElement(batch("a", "b", "c"), 0);
            harness.processElement(batch("a", "c"), 0);
            harness.processElement(batch("d", "e"), 0);
            harness.processElement(batch("a", "b"), 0);
            List<List<Boolean>> embedded = harness.extractOutputValues().stream()
                    .map(batch ->
                            batch.chunks().stream().map(EmbeddedChunk::embedded).toList())
                    .toList();
            assertThat(embedded)
                    .as("of the last four, nothing is computed again; a is the oldest of five")
                    .containsExactly(
                            List.of(true, true, true),
                            List.of(false, false),
                            List.of(true, true),
                            List.of(true, false));
            assertThat(harness.extractOutputValues().get(1).chunks().get(0).vector())
                    .isEqualTo(
                            harness.extractOutputValues().get(0).chunks().get(0).vector());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "padded"})
    void aTextThatFailsLeavesTheOthersAlone(String batching) throws Exception {
        Map<String, String> settings = Map.of("embed.batching", batching);
        List<EmbeddedChunk> alone = embed(settings, "good one", "good two");
        List<EmbeddedChunk> among = embed(
                settings,
                "good one",
                TinyModel.FAILING_WORD,
                TinyModel.NAN_WORD,
                TinyModel.ZERO_WORD,
                TinyModel.FAILING_WORD,
                "good two");

        assertThat(among)
                .extracting(EmbeddedChunk::reason)
                .containsExactly(
                        null, Reason.EMBED_FAILED, Reason.EMBED_FAILED, Reason.EMBED_FAILED, Reason.EMBED_FAILED, null);
        assertThat(among).extracting(EmbeddedChunk::embedded).containsExactly(true, false, false, false, false, true);
        assertThat(among.get(0).vector()).isEqualTo(alone.get(0).vector());
        assertThat(among.get(5).vector()).isEqualTo(alone.get(1).vector());
        assertThat(among.get(1).message()).startsWith("the model failed: ").doesNotContain("\n");
        assertThat(among.get(2).message()).contains("not finite");
        assertThat(among.get(3).message()).contains("zero");
        assertThat(among.subList(1, 5)).extracting(EmbeddedChunk::vector).containsOnlyNulls();
    }

    @Test
    void aTextThatTheTokenizerCannotTakeLeavesTheOthersAlone() throws Exception {
        new TinyModel().withoutUnknownToken().write(directory);
        List<EmbeddedChunk> embedded = embed(Map.of(), "good", "\u5b57", "better");
        assertThat(embedded).extracting(EmbeddedChunk::reason).containsExactly(null, Reason.EMBED_FAILED, null);
        assertThat(embedded.get(1).message()).startsWith("the tokenizer failed: ");
    }

    @Test
    void talliesTextsThatTheModelWouldCut() throws Exception {
        try (var harness = harness(Map.of("embed.max-length", "8"))) {
            harness.processElement(batch("a b c d e f", "a b c d e f g", "a b c d e f g", "a b c d e f g h"), 0);
            assertThat(harness.getSideOutput(Tallies.TAG))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(new Tally(LedgerEntry.TRUNCATED, 2));
            harness.processElement(batch("a"), 0);
            assertThat(harness.getSideOutput(Tallies.TAG)).hasSize(1);
        }
    }

    @Test
    void embedsTheTokensThatAChunkBrings() throws Exception {
        TokenIds tokens;
        try (TextTokenizer tokenizer = TextTokenizer.open(EmbedConfigs.directory(directory))) {
            tokens = tokenizer.ids("a b c");
        }
        try (var harness = harness(Map.of("embed.max-length", "8"))) {
            harness.processElement(
                    new ChunkBatch(List.of(
                            chunk("a b c"),
                            chunk("A B C", tokens),
                            chunk("other words", tokens),
                            chunk("other"),
                            // more than the model takes: what the text has is cut
                            chunk("other ", new TokenIds(new int[9])),
                            // as out of a checkpoint, by the tokenizer that was in the model's directory then
                            chunk("v0", " other", tokens))),
                    0);
            List<float[]> vectors = harness.extractOutputValues().get(0).chunks().stream()
                    .map(EmbeddedChunk::vector)
                    .toList();
            assertThat(vectors.get(1)).isEqualTo(vectors.get(0));
            assertThat(vectors.get(2)).isEqualTo(vectors.get(0));
            assertThat(vectors.get(4)).isEqualTo(vectors.get(3)).isNotEqualTo(vectors.get(0));
            assertThat(vectors.get(5)).isEqualTo(vectors.get(3));
        }
    }

    @Test
    void aMemoryThatFailsFailsTheJob() throws Exception {
        try (var harness = harness(Map.of())) {
            FakeMemory.stored.put("fail", null);
            assertThatThrownBy(() -> harness.processElement(batch("a"), 0)).hasMessageContaining("database is away");
        }
    }

    @Test
    void refusesAModelOtherThanTheOneAtSubmission() throws Exception {
        EmbedFunction function = new EmbedFunction(EmbedConfigs.directory(directory), "v1", FakeMemory::new, 4);
        new TinyModel().seed(7).write(directory);
        assertThatThrownBy(() -> ProcessFunctionTestHarnesses.forProcessFunction(function))
                .hasMessageContaining("has other files here");
        function.close();
        assertThat(EmbeddingModel.openModels()).isZero();
    }

    @Test
    void closesModelAndMemory() throws Exception {
        try (var harness = harness(Map.of())) {
            assertThat(EmbeddingModel.openModels()).isEqualTo(1);
            assertThat(FakeMemory.open).isEqualTo(1);
        }
        assertThat(EmbeddingModel.openModels()).isZero();
        assertThat(FakeMemory.open).isZero();
    }

    private static List<EmbeddedChunk> embed(Map<String, String> settings, String... texts) throws Exception {
        try (var harness = harness(settings)) {
            harness.processElement(batch(texts), 0);
            assertThat(harness.extractOutputValues()).hasSize(1);
            return harness.extractOutputValues().get(0).chunks();
        }
    }

    private static OneInputStreamOperatorTestHarness<ChunkBatch, EmbeddedBatch> harness(Map<String, String> settings)
            throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("embed.model", directory.toString());
        return ProcessFunctionTestHarnesses.forProcessFunction(
                new EmbedFunction(EmbedConfigs.with(all), "v1", FakeMemory::new, 4));
    }

    private static ChunkBatch batch(String... texts) {
        return new ChunkBatch(Arrays.stream(texts).map(EmbedFunctionTest::chunk).toList());
    }

    private static Chunk chunk(String text) {
        return chunk(text, null);
    }

    private static Chunk chunk(String text, TokenIds tokens) {
        return chunk("v1", text, tokens);
    }

    private static Chunk chunk(String chunkerVersion, String text, TokenIds tokens) {
        return new Chunk(
                "doc",
                new Sequence(1, 0, 0),
                "content",
                chunkerVersion,
                0,
                Hashes.sha256(text),
                null,
                text,
                3,
                0,
                text.length(),
                tokens);
    }

    /** Vectors in a map that outlives its instances, which travel with the job graph. */
    private static final class FakeMemory implements VectorMemory {
        private static final Map<String, float[]> stored = new HashMap<>();
        private static final List<Collection<String>> asked = new ArrayList<>();
        private static int open;

        private FakeMemory() {
            open++;
        }

        @Override
        public Map<String, float[]> vectors(Collection<String> chunkHashes) throws IOException {
            if (stored.containsKey("fail")) {
                throw new IOException("the database is away");
            }
            asked.add(chunkHashes);
            Map<String, float[]> found = new HashMap<>(stored);
            found.keySet().retainAll(chunkHashes);
            return found;
        }

        @Override
        public void close() {
            open--;
        }
    }
}
