package dev.anicut.model;

/**
 * A document that a language model is asked about before its header goes on.
 *
 * @param header the header, as it is without enrichment
 * @param text the whole text, whatever the header holds of it
 */
public record EnrichmentRequest(DocumentHeader header, String text) {}
