package dev.anicut.operators.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.Chunk;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Hashes;
import dev.anicut.model.Origin;
import dev.anicut.model.Outcome;
import dev.anicut.model.Reason;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;
import dev.anicut.operators.deadletter.DeadLetters;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.TextTokenizer;
import dev.anicut.operators.embed.TinyModel;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkFunctionTest {
    private static final ChunkConfig CONFIG = new ChunkConfig(32, 0, true);

    @TempDir
    Path directory;

    private EmbedConfig embed;

    @BeforeEach
    void writeModel() {
        embed = Cuts.embed("embed.model", TinyModel.writeTo(directory).toString());
    }

    @Test
    void sendsChunksAndAHeaderThatCountsThem() throws Exception {
        Document document = document("# Head\n\n" + "Aa bb cc. ".repeat(30));
        try (var harness = harness(embed);
                TextTokenizer tokenizer = TextTokenizer.open(embed)) {
            harness.processElement(new AdmittedDocument(document, Outcome.DUPLICATE, "owner", false), 0);
            List<Chunk> chunks = harness.extractOutputValues();
            assertThat(chunks).hasSizeGreaterThan(2);
            assertThat(headers(harness))
                    .containsExactly(new DocumentHeader(
                            document.withoutText(), Outcome.DUPLICATE, "owner", chunks.size(), true));
            for (int i = 0; i < chunks.size(); i++) {
                Chunk chunk = chunks.get(i);
                assertThat(chunk.ordinal()).isEqualTo(i);
                assertThat(chunk.documentId()).isEqualTo("id");
                assertThat(chunk.sequence()).isEqualTo(document.sequence());
                assertThat(chunk.contentHash()).isEqualTo(document.contentHash());
                assertThat(chunk.chunkerVersion()).isEqualTo(CONFIG.version(embed));
                assertThat(chunk.text()).isEqualTo(document.text().substring(chunk.startOffset(), chunk.endOffset()));
                assertThat(chunk.chunkHash()).isEqualTo(Hashes.sha256(chunk.input()));
                assertThat(chunk.tokens()).isEqualTo(tokenizer.ids(chunk.input()));
            }
            assertThat(chunks.get(1).heading()).isEqualTo("Head");
            assertThat(chunks.get(1).input()).startsWith("Head\nAa");
        }
    }

    @Test
    void leavesTheTokensOutWhereTheModelIsGivenMore() throws Exception {
        new TinyModel().type(1).write(directory);
        try (var harness = harness(embed)) {
            harness.processElement(new AdmittedDocument(document("text"), Outcome.INGESTED, null, false), 0);
            assertThat(harness.extractOutputValues()).extracting(Chunk::tokens).containsOnlyNulls();
        }
    }

    @Test
    void chunksNothingOfContentThatIsWhole() throws Exception {
        Document document = document("text");
        try (var harness = harness(embed)) {
            harness.processElement(new AdmittedDocument(document, Outcome.INGESTED, null, true), 0);
            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(headers(harness))
                    .containsExactly(new DocumentHeader(document.withoutText(), Outcome.INGESTED, null, 0, false));
        }
    }

    @Test
    void leavesTheTextOnTheHeaderWhileNothingIsEmbedded() throws Exception {
        Document document = document("text");
        try (var harness = harness(Cuts.embed("embed.model", "none"))) {
            harness.processElement(new AdmittedDocument(document, Outcome.INGESTED, null, false), 0);
            harness.processElement(new AdmittedDocument(document, Outcome.DUPLICATE, "a", true), 0);
            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(headers(harness))
                    .containsExactly(
                            new DocumentHeader(document, Outcome.INGESTED, null, 0, false),
                            new DocumentHeader(document.withoutText(), Outcome.DUPLICATE, "a", 0, false));
        }
    }

    @Test
    void aTombstoneIsAHeaderWithoutChunks() throws Exception {
        Document tombstone = Document.tombstone("id", new Sequence(1, 2, 3), Origin.ofTopic("t", 0, 1), "t");
        for (EmbedConfig config : List.of(embed, Cuts.embed("embed.model", "none"))) {
            try (var harness = harness(config)) {
                harness.processElement(new AdmittedDocument(tombstone, Outcome.DELETED, null, true), 0);
                assertThat(harness.extractOutputValues()).isEmpty();
                assertThat(headers(harness))
                        .containsExactly(new DocumentHeader(tombstone, Outcome.DELETED, null, 0, false));
            }
        }
    }

    @Test
    void aTextThatTheTokenizerCannotTakeIsADeadLetter() throws Exception {
        new TinyModel().withoutUnknownToken().write(directory);
        Document document = document("fine until \u5b57");
        try (var harness = harness(embed)) {
            harness.processElement(new AdmittedDocument(document, Outcome.INGESTED, null, false), 0);
            harness.processElement(new AdmittedDocument(document("fine"), Outcome.INGESTED, null, false), 0);
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(headers(harness)).hasSize(1);
            assertThat(harness.getSideOutput(DeadLetters.TAG))
                    .singleElement()
                    .extracting(StreamRecord::getValue)
                    .satisfies(letter -> {
                        assertThat(letter.runId()).isEqualTo("run");
                        assertThat(letter.scope()).isEqualTo(DeadLetter.Scope.RECORD);
                        assertThat(letter.stage()).isEqualTo(Stage.CHUNK);
                        assertThat(letter.reason()).isEqualTo(Reason.CHUNK_FAILED);
                        assertThat(letter.origin()).isEqualTo(document.origin());
                        assertThat(letter.documentId()).isEqualTo("id");
                        assertThat(letter.message()).startsWith("the tokenizer failed: ");
                    });
        }
    }

    @Test
    void aProgrammingErrorFailsTheJob() throws Exception {
        try (var harness = harness(embed)) {
            AdmittedDocument withoutText =
                    new AdmittedDocument(document("text").withoutText(), Outcome.INGESTED, null, false);
            assertThatThrownBy(() -> harness.processElement(withoutText, 0)).isInstanceOf(NullPointerException.class);
        }
    }

    private OneInputStreamOperatorTestHarness<AdmittedDocument, Chunk> harness(EmbedConfig config) throws Exception {
        return ProcessFunctionTestHarnesses.forProcessFunction(new ChunkFunction(CONFIG, config, false, "run"));
    }

    private static List<DocumentHeader> headers(OneInputStreamOperatorTestHarness<AdmittedDocument, Chunk> harness) {
        return harness.getSideOutput(ChunkFunction.HEADERS).stream()
                .map(StreamRecord::getValue)
                .toList();
    }

    private static Document document(String text) {
        return Document.of(
                "id", new Sequence(1, 2, 3), Origin.ofFile("/in", 0), "/in", null, "t", "text/plain", "{}", text);
    }
}
