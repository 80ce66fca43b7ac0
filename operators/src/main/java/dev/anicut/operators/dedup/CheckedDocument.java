package dev.anicut.operators.dedup;

import dev.anicut.model.Document;
import dev.anicut.model.RecalledDocument;

/**
 * A document whose id has been settled.
 *
 * @param recalled the document and what was stored of it
 * @param repeat whether it says the same as the version before it, which may still be under way, or whose content is not
 *     whole: it takes the road all the same, so that a failure of the first cannot lose it, and ends as unchanged
 */
public record CheckedDocument(RecalledDocument recalled, boolean repeat) {

    /** What the next stage is keyed by: the content; for a tombstone, which has none, the id. */
    public String contentKey() {
        Document document = recalled.document();
        return document.isTombstone() ? document.id() : document.contentHash();
    }
}
