package dev.anicut.sinks.postgres;

import dev.anicut.model.Chunk;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EmbeddedChunk;
import dev.anicut.model.Hashes;
import dev.anicut.model.Origin;
import dev.anicut.model.Outcome;
import dev.anicut.model.Reason;
import dev.anicut.model.Sequence;
import java.time.Duration;
import java.util.List;

/** Documents and chunks that are just complete enough to be stored. */
public final class Samples {
    public static final String MODEL = "test-model";
    public static final String CHUNKER = "c1";
    public static final Duration REPLAY = Duration.ofHours(1);

    private Samples() {}

    /** A document whose origin follows from its version, as in a topic. */
    public static Document document(String id, long version, String text) {
        return Document.of(
                id,
                new Sequence(version, 0, 0),
                Origin.ofTopic("topic", 0, version),
                "topic",
                null,
                "title of " + id,
                "text/plain",
                "{}",
                text);
    }

    /** The header that takes a document away. */
    public static DocumentHeader tombstone(String id, long version) {
        Document document =
                Document.tombstone(id, new Sequence(version, 0, 0), Origin.ofTopic("topic", 0, version), "topic");
        return new DocumentHeader(document, Outcome.DELETED, null, 0, false);
    }

    /** The header of a document whose content another one brought. */
    public static DocumentHeader duplicate(String id, long version, String text, String owner) {
        return new DocumentHeader(document(id, version, text).withoutText(), Outcome.DUPLICATE, owner, 0, false);
    }

    /** The header of a document whose chunks are all in. */
    public static DocumentHeader header(Document document) {
        return new DocumentHeader(document.withoutText(), Outcome.INGESTED, null, 1, true);
    }

    public static DocumentHeader header(String id, long version, String text) {
        return header(document(id, version, text));
    }

    /** The only chunk of a document. */
    public static EmbeddedChunk chunk(Document document, float... vector) {
        return chunk(document, 0, document.text(), vector);
    }

    public static EmbeddedChunk chunk(Document document, int ordinal, String text, float... vector) {
        Chunk chunk = new Chunk(
                document.id(),
                document.sequence(),
                document.contentHash(),
                CHUNKER,
                ordinal,
                Hashes.sha256(text),
                null,
                text,
                text.length(),
                0,
                text.length(),
                null);
        return new EmbeddedChunk(chunk, vector, true, null, null);
    }

    public static EmbeddedChunk failed(EmbeddedChunk embedded) {
        return new EmbeddedChunk(embedded.chunk(), null, false, Reason.EMBED_FAILED, "no vector");
    }

    public static EmbeddedBatch batch(EmbeddedChunk... chunks) {
        return new EmbeddedBatch(List.of(chunks));
    }
}
