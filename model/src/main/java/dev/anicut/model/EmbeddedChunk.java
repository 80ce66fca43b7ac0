package dev.anicut.model;

/**
 * A chunk with its vector, or with the reason why it has none.
 *
 * @param chunk the chunk
 * @param vector the vector, null if the chunk failed
 * @param embedded true if this chunk's vector was computed for it; false if it was found (PostgreSQL, or a twin in the
 *     same batch) or failed
 * @param reason null, or why it failed
 * @param message null, or the failure in one line
 */
public record EmbeddedChunk(Chunk chunk, float[] vector, boolean embedded, Reason reason, String message) {}
