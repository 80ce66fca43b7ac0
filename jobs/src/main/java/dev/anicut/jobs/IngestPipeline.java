package dev.anicut.jobs;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkAck;
import dev.anicut.model.ChunkBatch;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EnrichmentRequest;
import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerDelta;
import dev.anicut.model.RawRecord;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.StoredOutcome;
import dev.anicut.operators.batch.BatchOperator;
import dev.anicut.operators.batch.ShardPartitioner;
import dev.anicut.operators.chunk.ChunkFunction;
import dev.anicut.operators.complete.CompleteFunction;
import dev.anicut.operators.deadletter.DeadLetters;
import dev.anicut.operators.dedup.CheckedDocument;
import dev.anicut.operators.dedup.DedupByContentFunction;
import dev.anicut.operators.dedup.DedupByIdFunction;
import dev.anicut.operators.dedup.RecallOperator;
import dev.anicut.operators.embed.EmbedFunction;
import dev.anicut.operators.enrich.EnrichFunction;
import dev.anicut.operators.enrich.Enriched;
import dev.anicut.operators.enrich.RouteEnrichedFunction;
import dev.anicut.operators.ledger.CountOperator;
import dev.anicut.operators.ledger.Counting;
import dev.anicut.operators.ledger.DeadLetterCounting;
import dev.anicut.operators.ledger.InputSize;
import dev.anicut.operators.ledger.LedgerFunction;
import dev.anicut.operators.ledger.Outcomes;
import dev.anicut.operators.ledger.Tallies;
import dev.anicut.operators.parse.ParseFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The road that every document travels, from raw records to rows: one topology for backfill and ingest, for streaming
 * and batch execution.
 */
public final class IngestPipeline {
    /**
     * The two streams in which every record ends, for whoever wants to tell of it.
     *
     * @param outcomes how records ended, once their rows are visible; dead letters are not among them
     * @param deadLetters records that could not be taken through, and parts of some that could
     */
    public record Ends(DataStream<StoredOutcome> outcomes, DataStream<DeadLetter> deadLetters) {}

    private final PipelineConfig config;
    private final Storage storage;
    private final List<DataStream<DeadLetter>> deadLetters = new ArrayList<>();
    private final List<DataStream<LedgerDelta>> counts = new ArrayList<>();

    public IngestPipeline(PipelineConfig config, Storage storage) {
        this.config = config;
        this.storage = storage;
    }

    /**
     * Adds the road behind a source.
     *
     * @param input how much there is to read, for those who watch
     */
    public Ends build(DataStream<RawRecord> records, InputSize input) {
        String runId = config.runId();

        SingleOutputStreamOperator<Document> documents =
                step("parse", records.process(new ParseFunction(config.parse(), runId)));

        SingleOutputStreamOperator<RecalledDocument> recalled = step(
                "recall",
                documents.transform(
                        "recall",
                        TypeInformation.of(RecalledDocument.class),
                        new RecallOperator(config.dedup(), storage.documentMemory())));

        SingleOutputStreamOperator<CheckedDocument> checked = step(
                "dedup-by-id",
                recalled.keyBy(document -> document.document().id(), Types.STRING)
                        .process(new DedupByIdFunction(
                                config.dedup(), runId, config.parse().hasVersionField())));

        SingleOutputStreamOperator<AdmittedDocument> admitted = step(
                "dedup-by-content",
                checked.keyBy(CheckedDocument::contentKey, Types.STRING)
                        .process(new DedupByContentFunction(config.dedup())));

        SingleOutputStreamOperator<Chunk> chunks = step(
                "chunk",
                admitted.process(new ChunkFunction(
                        config.chunk(), config.embed(), !config.enrich().isNone(), runId)));
        DataStream<DocumentHeader> headers = config.enrich().isNone()
                ? chunks.getSideOutput(ChunkFunction.HEADERS)
                : chunks.getSideOutput(ChunkFunction.HEADERS)
                        .union(enrich(chunks.getSideOutput(ChunkFunction.TO_ENRICH)));

        DataStream<DocumentHeader> complete = config.embed().isNone()
                ? headers.keyBy(header -> header.document().id(), Types.STRING)
                : embedAndComplete(chunks, headers);

        SingleOutputStreamOperator<StoredOutcome> written = step(
                "store-documents",
                complete.transform(
                        "store-documents", TypeInformation.of(StoredOutcome.class), storage.documentWriter()));

        deadLetters.add(documents.getSideOutput(DeadLetters.TAG));
        deadLetters.add(chunks.getSideOutput(DeadLetters.TAG));
        deadLetters.add(written.getSideOutput(DeadLetters.TAG));
        DataStream<DeadLetter> letters = union(deadLetters);
        letters.sinkTo(storage.deadLetters()).name("dead-letters").uid("dead-letters");

        counts.add(count("count-records", documents.getSideOutput(Tallies.TAG), Counting::tally));
        counts.add(count("count-outcomes", written, Counting::outcome));
        counts.add(count("count-unchanged", checked.getSideOutput(Outcomes.TAG), Counting::outcome));
        counts.add(count("count-dead-letters", letters, new DeadLetterCounting()));
        SingleOutputStreamOperator<Ledger> ledger = step(
                "ledger", union(counts).keyBy(LedgerDelta::runId, Types.STRING).process(new LedgerFunction(input)));
        ledger.setParallelism(1);
        ledger.sinkTo(storage.runs()).name("runs").uid("runs").setParallelism(1);
        return new Ends(written.union(checked.getSideOutput(Outcomes.TAG)), letters);
    }

    /**
     * The headers' way over a language model, beside that of their chunks. One subtask, so that its limits hold for the
     * whole job.
     */
    private DataStream<DocumentHeader> enrich(DataStream<EnrichmentRequest> requests) {
        SingleOutputStreamOperator<Enriched> answered = step(
                "enrich",
                AsyncDataStream.unorderedWait(
                        requests,
                        new EnrichFunction(config.enrich(), config.runId(), storage.enrichmentMemory()),
                        // no timeout: each call has its own
                        0,
                        TimeUnit.MILLISECONDS,
                        EnrichFunction.capacity(config.enrich())));
        answered.setParallelism(1);
        SingleOutputStreamOperator<DocumentHeader> enriched =
                step("route-enriched", answered.process(new RouteEnrichedFunction()));
        enriched.setParallelism(1);
        deadLetters.add(enriched.getSideOutput(DeadLetters.TAG));
        // chained to what it counts
        counts.add(count("count-enrichments", enriched, Counting::enrichment).setParallelism(1));
        return enriched;
    }

    /** The chunks' own way: a document is released when all of its chunks are stored. */
    private DataStream<DocumentHeader> embedAndComplete(DataStream<Chunk> chunks, DataStream<DocumentHeader> headers) {
        SingleOutputStreamOperator<ChunkBatch> batches = chunks.partitionCustom(
                        new ShardPartitioner(), Chunk::chunkHash)
                .transform("batch", TypeInformation.of(ChunkBatch.class), new BatchOperator(config.batch()))
                // the state of the keyed step that "batch" once was is refused, not left out
                .uid("batch-chunks");

        int uncommitted = storage.heldBackChunks() + config.batch().size();
        SingleOutputStreamOperator<EmbeddedBatch> embedded = step(
                "embed",
                batches.process(new EmbedFunction(
                        config.embed(), config.chunkerVersion(), storage.vectorMemory(), uncommitted)));

        SingleOutputStreamOperator<ChunkAck> stored = step(
                "store-chunks",
                embedded.transform("store-chunks", TypeInformation.of(ChunkAck.class), storage.chunkWriter()));

        SingleOutputStreamOperator<DocumentHeader> complete = step(
                "complete",
                headers.connect(stored)
                        .keyBy(header -> header.document().id(), ChunkAck::documentId, Types.STRING)
                        .process(new CompleteFunction(config.runId())));

        deadLetters.add(complete.getSideOutput(DeadLetters.TAG));
        counts.add(count("count-truncations", embedded.getSideOutput(Tallies.TAG), Counting::tally));
        counts.add(count("count-chunks", stored, Counting::chunk));
        return complete;
    }

    @SuppressWarnings("unchecked")
    private static <T> DataStream<T> union(List<DataStream<T>> streams) {
        DataStream<T> first = streams.get(0);
        return first.union(streams.subList(1, streams.size()).toArray(new DataStream[0]));
    }

    private <T> SingleOutputStreamOperator<LedgerDelta> count(String name, DataStream<T> stream, Counting<T> counting) {
        return step(
                name,
                stream.transform(
                        name, TypeInformation.of(LedgerDelta.class), new CountOperator<>(config.runId(), counting)));
    }

    /** A step's name is its uid: state finds its operator again as long as the name stands. */
    private static <T> SingleOutputStreamOperator<T> step(String name, SingleOutputStreamOperator<T> operator) {
        return operator.name(name).uid(name);
    }
}
