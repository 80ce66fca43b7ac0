package dev.anicut.model.memory;

/**
 * What an answer answers: the key of {@code enrichments}.
 *
 * @param contentHash the text that was asked about
 * @param promptVersion the questions and their schema
 * @param llm the model that was asked
 */
public record EnrichmentKey(String contentHash, String promptVersion, String llm) {}
