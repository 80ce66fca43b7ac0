package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.Stage;
import dev.anicut.model.Tally;
import dev.anicut.operators.deadletter.DeadLetters;
import dev.anicut.operators.ledger.Tallies;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParseFunctionTest {
    private OneInputStreamOperatorTestHarness<RawRecord, Document> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new ParseFunction(
                        Records.config("parse.max-payload", "20", "parse.max-bytes", "100 kb"), "run")),
                TypeInformation.of(RawRecord.class).createSerializer(serializers()));
        harness.setup(TypeInformation.of(Document.class).createSerializer(serializers()));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void emitsADocumentAndCountsTheRecordAndItsBytes() throws Exception {
        process(Records.json("{\"id\":\"a\",\"text\":\"x\"}"));
        assertThat(documents()).extracting(Document::id).containsExactly("a");
        assertThat(deadLetters()).isEmpty();
        assertThat(tallies()).containsExactly(new Tally(LedgerEntry.READ, 1), new Tally(LedgerEntry.BYTES, 21 + 1));
    }

    @Test
    void makesALetterOfARecordThatIsNoDocument() throws Exception {
        process(Records.json("{\"id\":\"a\",\"text\":null,\"more\":1}"));
        assertThat(documents()).isEmpty();
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.runId()).isEqualTo("run");
            assertThat(letter.stage()).isEqualTo(Stage.PARSE);
            assertThat(letter.reason()).isEqualTo(Reason.MISSING_TEXT);
            assertThat(letter.message()).contains("'text'");
            assertThat(letter.scope()).isEqualTo(DeadLetter.Scope.RECORD);
            assertThat(letter.documentId()).isEqualTo("a");
            assertThat(letter.origin()).isEqualTo(Records.json("").origin());
            assertThat(letter.payload()).asString().isEqualTo("{\"id\":\"a\",\"text\":nul");
            assertThat(letter.whole()).isFalse();
        });
        assertThat(tallies()).contains(new Tally(LedgerEntry.READ, 1));
    }

    @Test
    void passesOnWhatTheSourceCouldNotRead() throws Exception {
        RawRecord good = Records.json("{\"id\":\"a\",\"text\":\"x\"}");
        process(new RawRecord(
                good.origin(),
                good.format(),
                good.source(),
                good.fallbackId(),
                good.sequence(),
                new byte[0],
                null,
                0,
                Reason.CORRUPT,
                "bad\nblock"));
        assertThat(documents()).isEmpty();
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.stage()).isEqualTo(Stage.SOURCE);
            assertThat(letter.reason()).isEqualTo(Reason.CORRUPT);
            assertThat(letter.message()).isEqualTo("bad block");
            assertThat(letter.payload()).isNull();
        });
        assertThat(tallies()).containsExactly(new Tally(LedgerEntry.READ, 1));
    }

    @Test
    void takesFilesByTheirRelativePath() throws Exception {
        process(Records.file("sub/a.md", SampleFiles.utf8("# Weir\n\ntext")));
        process(Records.file("sub/a.html", SampleFiles.utf8("<title>T</title><p>text")));
        assertThat(documents())
                .extracting(Document::id, Document::uri, Document::title, Document::mediaType, Document::text)
                .containsExactly(
                        tuple("sub/a.md", "/in/sub/a.md", "Weir", "text/markdown", "# Weir\n\ntext"),
                        tuple("sub/a.html", "/in/sub/a.html", "T", "text/html", "text"));
    }

    @Test
    void makesATombstoneOfARecordOfNothing() throws Exception {
        process(Records.tombstone("a", "{\"trace\":\"1\"}"));
        process(Records.tombstone(" ", null));
        RawRecord record = Records.tombstone("a", null);
        assertThat(documents()).containsExactly(Document.tombstone("a", record.sequence(), record.origin(), "topic"));
        assertThat(deadLetters()).extracting(DeadLetter::reason).containsExactly(Reason.INVALID_ID);
        assertThat(tallies()).filteredOn(new Tally(LedgerEntry.READ, 1)::equals).hasSize(2);
    }

    @Test
    void writesMetadataOfFilesAsJson() throws Exception {
        process(Records.file("a.pdf", SampleFiles.pdf("text")));
        assertThat(documents())
                .extracting(Document::metadata)
                .containsExactly("{\"author\":[\"Ann Author\"],\"pages\":1}");
    }

    @ParameterizedTest
    @CsvSource({
        "empty.txt,'',EMPTY_TEXT",
        "empty.pdf,'',EMPTY_TEXT",
        "a.png,'\u0089PNG\r\n\u001a\n',UNSUPPORTED_TYPE",
        "a.exe,'MZ\u0090\u0000\u0003\u0000',UNSUPPORTED_TYPE",
        "a.txt,'%PDF-1.4 cut off',TRUNCATED"
    })
    void makesLettersOfFilesItCannotUse(String name, String content, Reason reason) throws Exception {
        process(Records.file(name, content.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).as(letter.message()).isEqualTo(reason);
            assertThat(letter.documentId()).isEqualTo(name);
            assertThat(letter.payload()).isNull();
        });
    }

    @Test
    void refusesFilesBeyondTheLimit() throws Exception {
        process(Records.file("a.txt", new byte[(100 << 10) + 1]));
        assertThat(deadLetters()).extracting(DeadLetter::reason).containsExactly(Reason.TOO_LARGE);
    }

    /** As the jobs set it: what needs Kryo fails. */
    private static SerializerConfig serializers() {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        return config;
    }

    private void process(RawRecord record) throws Exception {
        harness.processElement(record, 0);
    }

    private List<Document> documents() {
        return harness.extractOutputValues();
    }

    private List<DeadLetter> deadLetters() {
        return values(harness.getSideOutput(DeadLetters.TAG));
    }

    private List<Tally> tallies() {
        return values(harness.getSideOutput(Tallies.TAG));
    }

    private static <T> List<T> values(Queue<StreamRecord<T>> queue) {
        return queue == null
                ? List.of()
                : queue.stream().map(StreamRecord::getValue).toList();
    }
}
