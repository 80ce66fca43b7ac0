package dev.anicut.sinks.postgres;

import dev.anicut.model.ChunkAck;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.Ledger;
import dev.anicut.model.StoredOutcome;
import dev.anicut.model.memory.DocumentMemory;
import dev.anicut.model.memory.VectorMemory;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.util.OutputTag;

/**
 * PostgreSQL as the pipeline's store: makes the memories, the write-through operators and the terminal sinks of a run.
 *
 * @param runId the run that rows name
 * @param model the model whose vectors are stored, as {@code embeddings} names it
 * @param chunkerVersion the chunker's settings, as {@code chunks} names them
 * @param textOnly whether nothing is embedded: then contents hold their text
 * @param deadLetters the side output for rows that the database rejects
 */
public record PostgresStorage(
        PostgresConfig config,
        String runId,
        String model,
        String chunkerVersion,
        boolean textOnly,
        OutputTag<DeadLetter> deadLetters) {

    public DocumentMemory.Factory documentMemory() {
        // locals, so that the factories carry no more than they need
        PostgresConfig postgres = config;
        String ofModel = model;
        String ofChunker = chunkerVersion;
        boolean texts = textOnly;
        return () -> new PostgresDocumentMemory(postgres, ofModel, ofChunker, texts);
    }

    public VectorMemory.Factory vectorMemory() {
        PostgresConfig postgres = config;
        String ofModel = model;
        return () -> new PostgresVectorMemory(postgres, ofModel);
    }

    /** Commits each batch by itself: the next batch's look-up sees its vectors. */
    public OneInputStreamOperator<EmbeddedBatch, ChunkAck> chunkWriter() {
        return new WriteThroughOperator<>(config, new ChunkBatchWriter(model), deadLetters, 1, config.batchWait());
    }

    public OneInputStreamOperator<DocumentHeader, StoredOutcome> documentWriter() {
        return new WriteThroughOperator<>(
                config,
                new DocumentWriter(runId, model, chunkerVersion),
                deadLetters,
                config.batchSize(),
                config.batchWait());
    }

    public Sink<DeadLetter> deadLetterSink() {
        return TerminalTables.deadLetters(config);
    }

    public Sink<Ledger> runSink() {
        return TerminalTables.runs(config);
    }
}
