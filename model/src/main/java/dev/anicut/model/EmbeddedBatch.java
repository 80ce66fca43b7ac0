package dev.anicut.model;

import java.util.List;

/** The result of a {@link ChunkBatch}: one element for each of its chunks, in the same order. */
public record EmbeddedBatch(List<EmbeddedChunk> chunks) {}
