package dev.anicut.model;

/**
 * A chunk is stored with its vector, or has failed for good: each chunk returns exactly one.
 *
 * @param documentId the document
 * @param sequence the document's sequence
 * @param ordinal the chunk's place in it
 * @param embedded whether its vector was computed for it, see {@link EmbeddedChunk#embedded}
 * @param reason null if it is stored, else why it failed
 * @param message null, or the failure in one line
 */
public record ChunkAck(
        String documentId, Sequence sequence, int ordinal, boolean embedded, Reason reason, String message) {

    public boolean isFailed() {
        return reason != null;
    }
}
