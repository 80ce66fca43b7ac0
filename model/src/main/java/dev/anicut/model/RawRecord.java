package dev.anicut.model;

/**
 * A record as the source read it, or the reason why it could not: an unreadable or oversized record is a value, never
 * an exception that stops the job.
 *
 * @param origin where it was read
 * @param format what the bytes are
 * @param source the root it was read from, as the user gave it: the input path, or the topic
 * @param fallbackId the document's id if the record names none: the path relative to the input's root, and for records
 *     within a file {@code #position}; {@link #NO_ID} where nothing names it
 * @param sequence its place in the run; the version is replaced when a version field is configured
 * @param bytes the record; for a failed one its head, for a tombstone or where there is none empty, never null
 * @param headers what came beside the record and is to be kept in the document's metadata, a JSON object as text; for a
 *     tombstone its version may be there; null if there is none
 * @param consumedBytes bytes of the input (as stored, compressed or not) that were consumed since the record before it
 * @param reason why it could not be read, null for a readable record
 * @param message the failure in one line, null for a readable record
 */
public record RawRecord(
        Origin origin,
        RecordFormat format,
        String source,
        String fallbackId,
        Sequence sequence,
        byte[] bytes,
        String headers,
        long consumedBytes,
        Reason reason,
        String message) {
    public static final String NO_ID = "";

    public boolean isFailed() {
        return reason != null;
    }
}
