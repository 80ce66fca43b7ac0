package dev.anicut.sinks.postgres;

/**
 * A passage that search found.
 *
 * @param rank its place, from 1
 * @param score cosine similarity of question and passage, at most 1
 * @param documentId the document; of duplicates the owner
 * @param ordinal the chunk's place in the document, from 0
 * @param title the document's title, or null
 * @param text the passage
 * @param uri where a person finds the document, or null
 */
public record Hit(int rank, double score, String documentId, int ordinal, String title, String text, String uri) {}
