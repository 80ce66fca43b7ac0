package dev.anicut.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkAck;
import dev.anicut.model.ChunkBatch;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EmbeddedChunk;
import dev.anicut.model.Enrichment;
import dev.anicut.model.EnrichmentRequest;
import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerDelta;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.Origin;
import dev.anicut.model.Outcome;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;
import dev.anicut.model.StoredDocument;
import dev.anicut.model.StoredOutcome;
import dev.anicut.model.Tally;
import dev.anicut.model.TokenIds;
import dev.anicut.operators.complete.PendingDocument;
import dev.anicut.operators.dedup.CheckedDocument;
import dev.anicut.operators.dedup.KnownVersion;
import dev.anicut.operators.enrich.Enriched;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record on a stream or in state serialises without Kryo, nulls and all, and old state can be read. */
class RecordSerializationTest {
    private static final Sequence SEQUENCE = new Sequence(1_700_000_000_000L, 3, 42);
    private static final Origin ORIGIN = Origin.ofTopic("documents", 3, 42);
    private static final Document DOCUMENT = Document.of(
            "id", SEQUENCE, ORIGIN, "/in", "https://e.org", "Title", "text/plain", "{\"a\":1}", "Text. ü𝄞");
    private static final Document BARE = Document.of(
                    "id", SEQUENCE, Origin.ofFile("/in/a.txt", 0), "/in", null, null, "text/plain", "{}", "text")
            .withoutText();
    private static final StoredDocument STORED =
            new StoredDocument(SEQUENCE, "fingerprint", "run-1", new Sequence(1, 2, 3), "base");
    private static final Chunk CHUNK =
            new Chunk("id", SEQUENCE, "content", "v1", 7, "0123abcd", "Title > Part", "text", 12, 100, 104, null);
    private static final Chunk PLAIN_CHUNK =
            new Chunk("id", SEQUENCE, "content", "v1", 0, "0123abcd", null, "text", 3, 0, 4, new TokenIds(new int[] {
                101, 3793, 102
            }));
    private static final DocumentHeader HEADER = new DocumentHeader(BARE, Outcome.DUPLICATE, "owner", 3, true);
    private static final RawRecord RAW =
            new RawRecord(ORIGIN, RecordFormat.JSON, "/in", "a", SEQUENCE, bytes(), "{\"h\":\"v\"}", 100, null, null);
    private static final RawRecord UNREADABLE = new RawRecord(
            ORIGIN, RecordFormat.FILE, "/in", "a", SEQUENCE, new byte[0], null, 0, Reason.UNREADABLE, "no permission");
    private static final long[] COUNTS = new long[LedgerEntry.values().length];

    static {
        COUNTS[LedgerEntry.READ.ordinal()] = 1_000_000;
        COUNTS[LedgerEntry.INGESTED.ordinal()] = 999_999;
        COUNTS[LedgerEntry.DEAD_LETTERED.ordinal()] = 1;
    }

    /** What is in checkpoints; the first of each type is committed as {@code state/TYPE.v1.bin}. */
    static Stream<Record> stateRecords() {
        return Stream.of(
                new KnownVersion(SEQUENCE, "fingerprint"),
                CHUNK,
                new PendingDocument(HEADER, 2, 1, Reason.EMBED_FAILED, "chunk 1: no vector", null),
                new Ledger("run-1", COUNTS, false));
    }

    static Stream<Record> records() {
        return Stream.concat(
                stateRecords(),
                Stream.of(
                        SEQUENCE,
                        ORIGIN,
                        RAW,
                        UNREADABLE,
                        DOCUMENT,
                        BARE,
                        Document.tombstone("id", SEQUENCE, ORIGIN, "documents"),
                        STORED,
                        new StoredDocument(SEQUENCE, "fingerprint", "run-1", null, null),
                        new RecalledDocument(DOCUMENT, STORED, "owner", true),
                        new RecalledDocument(DOCUMENT, null, null, false),
                        new CheckedDocument(new RecalledDocument(DOCUMENT, null, null, false), true),
                        new AdmittedDocument(DOCUMENT, Outcome.DUPLICATE, "owner", true),
                        new AdmittedDocument(DOCUMENT, Outcome.INGESTED, null, false),
                        PLAIN_CHUNK,
                        new ChunkBatch(List.of(CHUNK, PLAIN_CHUNK)),
                        new EmbeddedBatch(List.of(
                                new EmbeddedChunk(CHUNK, new float[] {0.5f, -1, 0}, true, null, null),
                                new EmbeddedChunk(PLAIN_CHUNK, null, false, Reason.EMBED_FAILED, "no vector"))),
                        new ChunkAck("id", SEQUENCE, 7, true, null, null),
                        new ChunkAck("id", SEQUENCE, 7, false, Reason.REJECTED_BY_DATABASE, "no"),
                        HEADER,
                        new DocumentHeader(DOCUMENT, Outcome.INGESTED, null, 0, false),
                        new StoredOutcome("id", Outcome.DUPLICATE, false, SEQUENCE, ORIGIN, "content", "owner"),
                        new StoredOutcome("id", Outcome.DELETED, true, SEQUENCE, ORIGIN, null, null),
                        DeadLetter.ofRecord("run-1", Stage.PARSE, Reason.INVALID_JSON, "no", RAW, "id", 100),
                        DeadLetter.ofRecord("run-1", Stage.SOURCE, Reason.VANISHED, "no", UNREADABLE, null, 100),
                        DeadLetter.ofDocument("run-1", Stage.EMBED, Reason.EMBED_FAILED, "no", BARE),
                        new Tally(LedgerEntry.BYTES, Long.MAX_VALUE),
                        new LedgerDelta("run-1", COUNTS),
                        Ledger.empty("run-1").asFinished(),
                        new PendingDocument(null, 1, 0, null, null, null),
                        new PendingDocument(HEADER, 2, 0, null, null, List.of(HEADER)),
                        HEADER.with(Enrichment.ENRICHMENT_SKIPPED),
                        new EnrichmentRequest(HEADER, "text"),
                        new Enriched(HEADER.with(Enrichment.ENRICHED), null),
                        new Enriched(
                                HEADER.with(Enrichment.ENRICHMENT_FAILED),
                                DeadLetter.ofPart(
                                        "run-1", Stage.ENRICH, Reason.INVALID_ANSWER, "no", DOCUMENT, bytes())),
                        new RecalledDocument(DOCUMENT, STORED, "owner", true, false)));
    }

    @ParameterizedTest
    @MethodSource("records")
    <T extends Record> void serialisesAsAPojoWithoutKryo(T value) throws IOException {
        TypeInformation<T> type = type(value);
        assertThat(type).isInstanceOf(PojoTypeInfo.class);
        TypeSerializer<T> serializer = serializer(type);
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        T read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(read).usingRecursiveComparison().isEqualTo(value);
        assertThat(serializer.copy(value)).usingRecursiveComparison().isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("stateRecords")
    <T extends Record> void readsTheStateOfTheFirstVersion(T value) throws IOException {
        try (InputStream in = RecordSerializationTest.class.getResourceAsStream("/" + file(value))) {
            assertThat(in).as(file(value)).isNotNull();
            var view = new DataInputViewStreamWrapper(in);
            TypeSerializerSnapshot<T> written =
                    TypeSerializerSnapshot.readVersionedSnapshot(view, RecordSerializationTest.class.getClassLoader());
            assertThat(serializer(type(value))
                            .snapshotConfiguration()
                            .resolveSchemaCompatibility(written)
                            .isIncompatible())
                    .isFalse();
            T read = written.restoreSerializer().deserialize(view);
            assertThat(read).usingRecursiveComparison().isEqualTo(value);
        }
    }

    /** Writes the committed files: once for each version of a type, from the class path of the tests. */
    public static void main(String[] args) throws IOException {
        for (Record value : stateRecords().toList()) {
            write(Path.of(args[0]), value);
        }
    }

    private static <T extends Record> void write(Path resources, T value) throws IOException {
        Path file = resources.resolve(file(value));
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            var view = new DataOutputViewStreamWrapper(out);
            TypeSerializer<T> serializer = serializer(type(value));
            TypeSerializerSnapshot.writeVersionedSnapshot(view, serializer.snapshotConfiguration());
            serializer.serialize(value, view);
        }
    }

    private static String file(Record value) {
        return "state/" + value.getClass().getSimpleName() + ".v1.bin";
    }

    @SuppressWarnings("unchecked")
    private static <T> TypeInformation<T> type(T value) {
        return TypeInformation.of((Class<T>) value.getClass());
    }

    private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
        return type.createSerializer(
                new SerializerConfigImpl(new Configuration().set(PipelineOptions.GENERIC_TYPES, false)));
    }

    private static byte[] bytes() {
        return new byte[] {0, -1, 127};
    }
}
