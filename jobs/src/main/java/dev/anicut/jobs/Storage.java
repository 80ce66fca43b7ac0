package dev.anicut.jobs;

import dev.anicut.model.ChunkAck;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.Ledger;
import dev.anicut.model.StoredOutcome;
import dev.anicut.model.memory.DocumentMemory;
import dev.anicut.model.memory.EnrichmentMemory;
import dev.anicut.model.memory.VectorMemory;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/**
 * All that the topology asks of a store; a test may put its own in.
 *
 * @param documentMemory what is stored of documents
 * @param vectorMemory what is stored of vectors
 * @param enrichmentMemory what is stored of answers, and the account of what they cost
 * @param chunkWriter commits chunks and vectors, then acknowledges them
 * @param heldBackChunks how many chunks the chunk writer may hold back, beside its newest batch, to commit them together
 * @param documentWriter commits contents and documents, then tells their outcomes
 * @param deadLetters terminal table of dead letters
 * @param runs terminal table of runs
 */
public record Storage(
        DocumentMemory.Factory documentMemory,
        VectorMemory.Factory vectorMemory,
        EnrichmentMemory.Factory enrichmentMemory,
        OneInputStreamOperator<EmbeddedBatch, ChunkAck> chunkWriter,
        int heldBackChunks,
        OneInputStreamOperator<DocumentHeader, StoredOutcome> documentWriter,
        Sink<DeadLetter> deadLetters,
        Sink<Ledger> runs) {}
