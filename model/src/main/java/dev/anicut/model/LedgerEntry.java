package dev.anicut.model;

import java.util.Locale;

/** What the ledger counts. READ is the sum of INGESTED, UNCHANGED, DUPLICATE, DELETED and DEAD_LETTERED. */
public enum LedgerEntry {
    READ,
    INGESTED,
    UNCHANGED,
    DUPLICATE,
    DELETED,
    DEAD_LETTERED,
    /** Within UNCHANGED: records that a newer version had overtaken. */
    STALE,
    /** Chunks that returned, stored or failed. */
    CHUNKS,
    /** Chunks whose vector was computed for them: what was paid for. */
    EMBEDDED,
    /** Chunks whose vector was found. */
    REUSED,
    /** Chunks that the model would have cut: 0 unless the tokenizer and the model disagree. */
    TRUNCATED,
    /** Bytes of the input that were consumed. */
    BYTES,
    /** Documents that went on with an answer of the language model. */
    ENRICHED,
    /** Documents that went on without one, for the model gave none that holds. */
    ENRICHMENT_FAILED,
    /** Documents that went on without one, for the budget was spent. */
    ENRICHMENT_SKIPPED;

    /** The column in {@code runs}, the key in JSON. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
