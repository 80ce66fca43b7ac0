package dev.anicut.model;

import java.util.Arrays;

/**
 * What is kept of a record, or of a part of one, that could not be taken through: enough to send it round again.
 *
 * @param id the hash of scope and origin, for a part also of the stage: a replay, a later run and a redrive meet the
 *     same row
 * @param runId the run that wrote it
 * @param scope whether it counts as the record's outcome
 * @param stage where it failed
 * @param reason why
 * @param message the failure in words, one line, without secrets
 * @param attempts how often it was tried as far as the run knows, 1 at first; the table counts over runs
 * @param origin where the record was read
 * @param documentId the document's id if it was known, else null
 * @param payload the record's bytes or their head; null where the origin is enough to find them
 * @param whole whether the payload is all of the record, and the record as the source would hand it out
 * @param handle what is needed to make the record once more
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
        byte[] payload,
        boolean whole,
        RecordHandle handle) {

    /** RECORD counts in the ledger; PART (a failed enrichment of a stored document) does not. */
    public enum Scope {
        RECORD,
        PART
    }

    /**
     * The letter of a record that did not become a document.
     *
     * @param maxPayload the most bytes of it that are kept
     */
    public static DeadLetter ofRecord(
            String runId,
            Stage stage,
            Reason reason,
            String message,
            RawRecord record,
            String documentId,
            int maxPayload) {
        byte[] payload = payload(record, maxPayload);
        boolean whole = payload != null
                && payload.length == record.bytes().length
                && record.format() == RecordFormat.JSON
                && !record.isFailed();
        return new DeadLetter(
                recordId(record.origin()),
                runId,
                Scope.RECORD,
                stage,
                reason,
                message,
                1,
                record.origin(),
                documentId,
                payload,
                whole,
                RecordHandle.of(record));
    }

    /** None of a whole file, which its origin names. */
    private static byte[] payload(RawRecord record, int maxPayload) {
        byte[] bytes = record.bytes();
        if (record.format() == RecordFormat.FILE || bytes.length == 0) {
            return null;
        }
        return bytes.length <= maxPayload ? bytes : Arrays.copyOf(bytes, maxPayload);
    }

    /** The letter of a document that did not reach its row; its bytes are where its origin says. */
    public static DeadLetter ofDocument(String runId, Stage stage, Reason reason, String message, Document document) {
        return of(recordId(document.origin()), runId, Scope.RECORD, stage, reason, message, document, null);
    }

    /** The letter of a part of a document that was stored without it. */
    public static DeadLetter ofPart(String runId, Stage stage, Reason reason, String message, Document document) {
        return ofPart(runId, stage, reason, message, document, null);
    }

    /** @param kept what is worth keeping of the part, for example an answer that does not hold; null if nothing is */
    public static DeadLetter ofPart(
            String runId, Stage stage, Reason reason, String message, Document document, byte[] kept) {
        String id =
                Hashes.sha256(Scope.PART.name(), stage.code(), document.origin().toString());
        return of(id, runId, Scope.PART, stage, reason, message, document, kept);
    }

    private static DeadLetter of(
            String id,
            String runId,
            Scope scope,
            Stage stage,
            Reason reason,
            String message,
            Document document,
            byte[] payload) {
        return new DeadLetter(
                id,
                runId,
                scope,
                stage,
                reason,
                message,
                1,
                document.origin(),
                document.id(),
                payload,
                false,
                RecordHandle.of(document));
    }

    /** One letter for each record, wherever it fails next. */
    private static String recordId(Origin origin) {
        return Hashes.sha256(Scope.RECORD.name(), origin.toString());
    }
}
