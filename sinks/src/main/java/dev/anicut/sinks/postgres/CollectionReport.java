package dev.anicut.sinks.postgres;

/**
 * What a collection has removed, or would remove.
 *
 * @param dryRun whether nothing was changed
 * @param marked contents newly found without a document: their grace period begins
 * @param contents contents removed
 * @param chunks chunks removed
 * @param embeddings vectors removed
 * @param tombstones deleted documents forgotten
 * @param bytes size of the removed texts and vectors as stored, without their indexes
 */
public record CollectionReport(
        boolean dryRun, long marked, long contents, long chunks, long embeddings, long tombstones, long bytes) {}
