package dev.anicut.sinks.postgres;

/**
 * A passage that was found.
 *
 * @param rank from 1
 * @param score cosine similarity to the question, 1 for the same direction
 * @param ordinal the chunk's place in the document, from 0
 */
public record Hit(int rank, double score, String documentId, int ordinal, String title, String uri, String text) {}
