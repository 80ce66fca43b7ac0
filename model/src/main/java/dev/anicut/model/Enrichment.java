package dev.anicut.model;

import java.util.Locale;

/** How the enrichment of a document ended; its content's answer, if there is one, is in {@code enrichments}. */
public enum Enrichment {
    /** The content has an answer. */
    ENRICHED,
    /** No answer that holds could be had; a part-scope dead letter says why. */
    ENRICHMENT_FAILED,
    /** The budget was spent; a later run with more of it takes the document up. */
    ENRICHMENT_SKIPPED;

    /** The mark in {@code documents}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
