package dev.anicut.operators;

import dev.anicut.model.Chunk;
import dev.anicut.model.Document;
import dev.anicut.model.Hashes;
import dev.anicut.model.Origin;
import dev.anicut.model.Sequence;

/** Small records for tests. */
public final class Samples {
    private Samples() {}

    public static Document document(String id, long position, String text) {
        return document(id, new Sequence(1000, 0, position), text);
    }

    public static Document document(String id, Sequence sequence, String text) {
        return document(id, sequence, sequence.position(), null, text);
    }

    public static Document document(String id, Sequence sequence, long position, String title, String text) {
        Origin origin = Origin.ofFile("/in/docs.jsonl", position);
        return Document.of(id, sequence, origin, "/in", null, title, "text/plain", "{}", text);
    }

    public static Chunk chunk(String documentId, int ordinal, String text) {
        return new Chunk(
                documentId,
                new Sequence(1000, 0, 0),
                Hashes.sha256("content of " + documentId),
                "v1",
                ordinal,
                Hashes.sha256(text),
                null,
                text,
                text.length(),
                0,
                text.length(),
                null);
    }
}
