package dev.anicut.operators.complete;

import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Reason;

/**
 * A document that waits for its chunks.
 *
 * @param header the document, null while only chunks have returned
 * @param returned chunks that have returned, failed ones among them
 * @param failed chunks that have failed
 * @param reason the reason of the first that failed, null if none has
 * @param parts the first failures in words, null if there are none
 */
public record PendingDocument(DocumentHeader header, int returned, int failed, Reason reason, String parts) {
    static final PendingDocument NONE = new PendingDocument(null, 0, 0, null, null);

    PendingDocument withHeader(DocumentHeader arrived) {
        return new PendingDocument(arrived, returned, failed, reason, parts);
    }

    boolean isComplete() {
        return header != null && returned == header.chunkCount();
    }
}
