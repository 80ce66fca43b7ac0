package dev.anicut.operators.batch;

/**
 * What is known of the batch under way without reading it.
 *
 * @param chunks how many chunks it holds
 * @param deadline when it is sent on at the latest, in processing time
 */
public record PendingBatch(int chunks, long deadline) {}
