package dev.anicut.sinks.postgres;

/**
 * What the contents of a run are indexed under, which is the same as long as it lasts: a content's proof names both.
 *
 * @param model the model's name in {@code embeddings}, {@code none} where nothing is embedded
 * @param chunkerVersion the chunker's settings, as {@code chunks} names them
 */
public record RunIndex(String model, String chunkerVersion) {}
