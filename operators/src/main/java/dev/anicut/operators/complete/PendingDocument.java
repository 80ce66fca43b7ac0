package dev.anicut.operators.complete;

import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * A document that waits for its chunks.
 *
 * @param header the document, null while only chunks have returned
 * @param returned chunks that have returned, failed ones among them
 * @param failed chunks that have failed
 * @param reason the reason of the first that failed, null if none has
 * @param parts the first failures in words, null if there are none
 * @param repeats further headers of the same record, if it came more than once at a time; else null
 */
public record PendingDocument(
        DocumentHeader header, int returned, int failed, Reason reason, String parts, List<DocumentHeader> repeats) {
    static final PendingDocument NONE = new PendingDocument(null, 0, 0, null, null, null);

    PendingDocument withHeader(DocumentHeader arrived) {
        if (header == null) {
            return new PendingDocument(arrived, returned, failed, reason, parts, null);
        }
        List<DocumentHeader> more = repeats == null ? new ArrayList<>() : new ArrayList<>(repeats);
        more.add(arrived);
        return new PendingDocument(header, returned, failed, reason, parts, more);
    }

    /** Of a complete document, in the order in which they came. */
    List<DocumentHeader> headers() {
        if (repeats == null) {
            return List.of(header);
        }
        List<DocumentHeader> all = new ArrayList<>();
        all.add(header);
        all.addAll(repeats);
        return all;
    }

    /** Of all headers that are here. */
    int chunkCount() {
        int more = repeats == null
                ? 0
                : repeats.stream().mapToInt(DocumentHeader::chunkCount).sum();
        return header.chunkCount() + more;
    }

    /** Nobody can tell the chunks of repeats apart, so all headers that are here wait for the chunks of all. */
    boolean isComplete() {
        return header != null && returned == chunkCount();
    }
}
