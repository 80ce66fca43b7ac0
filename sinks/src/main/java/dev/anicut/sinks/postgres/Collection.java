package dev.anicut.sinks.postgres;

/**
 * What a collection took away, or would take.
 *
 * @param marked contents that no document points to, from now on waiting for their grace to end
 */
public record Collection(long marked, long contents, long chunks, long embeddings) {}
