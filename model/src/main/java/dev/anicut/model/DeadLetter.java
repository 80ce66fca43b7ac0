package dev.anicut.model;

/**
 * What is kept of a record, or of a part of one, that could not be taken through.
 *
 * @param id the hash of scope, stage and origin: a replay meets its own row
 * @param runId the run that wrote it
 * @param scope whether it counts as the record's outcome
 * @param stage where it failed
 * @param reason why
 * @param message the failure in words, one line, without secrets
 * @param attempts how often it was tried, 1 at first
 * @param origin where the record was read
 * @param documentId the document's id if it was known, else null
 * @param payload the record's bytes or their head; null where the origin is enough to find them
 */
public record DeadLetter(
        String id,
        String runId,
        Scope scope,
        Stage stage,
        Reason reason,
        String message,
        int attempts,
        Origin origin,
        String documentId,
        byte[] payload) {

    /** RECORD counts in the ledger; PART (a failed enrichment of a stored document) does not. */
    public enum Scope {
        RECORD,
        PART
    }

    /** The letter of a record that failed at its first attempt. */
    public static DeadLetter ofRecord(
            String runId,
            Stage stage,
            Reason reason,
            String message,
            Origin origin,
            String documentId,
            byte[] payload) {
        String id = Hashes.sha256(Scope.RECORD.name(), stage.code(), origin.toString());
        return new DeadLetter(id, runId, Scope.RECORD, stage, reason, message, 1, origin, documentId, payload);
    }

    /**
     * The letter of a part of a document that goes on without it.
     *
     * @param payload what is worth keeping of the part, for example an answer that does not hold; null if nothing is
     */
    public static DeadLetter ofPart(
            String runId,
            Stage stage,
            Reason reason,
            String message,
            int attempts,
            Origin origin,
            String documentId,
            byte[] payload) {
        String id = Hashes.sha256(Scope.PART.name(), stage.code(), origin.toString());
        return new DeadLetter(id, runId, Scope.PART, stage, reason, message, attempts, origin, documentId, payload);
    }
}
