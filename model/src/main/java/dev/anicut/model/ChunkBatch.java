package dev.anicut.model;

import java.util.List;

/** Chunks that are resolved against PostgreSQL, embedded and written together. */
public record ChunkBatch(List<Chunk> chunks) {}
