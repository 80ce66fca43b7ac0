package dev.anicut.model;

/**
 * What PostgreSQL holds of a document id.
 *
 * @param sequence the sequence of the stored version
 * @param fingerprint the fingerprint of the stored version
 * @param runId the run that wrote it
 * @param baseSequence the sequence of the version that stood before that run first wrote the row, null if none did
 * @param baseFingerprint the fingerprint of that version, null if there was none
 */
public record StoredDocument(
        Sequence sequence, String fingerprint, String runId, Sequence baseSequence, String baseFingerprint) {}
