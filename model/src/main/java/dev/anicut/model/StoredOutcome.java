package dev.anicut.model;

/**
 * A record's end, once its rows are visible: what events and the ledger are made of.
 *
 * @param documentId the document
 * @param outcome how the record ended
 * @param stale within {@link Outcome#UNCHANGED}: a newer version stood already
 * @param sequence the record's sequence
 * @param origin the record's origin
 * @param contentHash the content, null when deleted
 * @param duplicateOf see {@link AdmittedDocument#duplicateOf}
 */
public record StoredOutcome(
        String documentId,
        Outcome outcome,
        boolean stale,
        Sequence sequence,
        Origin origin,
        String contentHash,
        String duplicateOf) {}
