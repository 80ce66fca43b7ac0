package dev.anicut.model;

/** How a record ended: every record that was read ends in exactly one of these. */
public enum Outcome {
    /** Its version of the document was stored: new, or changed. */
    INGESTED,
    /** The document stood already as the record says, or newer ({@code stale}). */
    UNCHANGED,
    /** Stored as a second pointer to content that another document brought. */
    DUPLICATE,
    /** A tombstone: the document was taken away. */
    DELETED,
    /** It could not be taken through; a dead letter holds it. */
    DEAD_LETTERED
}
