package dev.anicut.operators.embed;

import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkBatch;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EmbeddedChunk;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.Reason;
import dev.anicut.model.Tally;
import dev.anicut.model.memory.VectorMemory;
import dev.anicut.operators.embed.TextEmbedder.Embedding;
import dev.anicut.operators.ledger.Tallies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gives each chunk of a batch its vector: the stored one, one that is about to be stored, else a new one. One look-up a
 * batch; chunks with the same text share one vector, and the first of them is the one it was computed for.
 */
public final class EmbedFunction extends ProcessFunction<ChunkBatch, EmbeddedBatch> {
    private static final long serialVersionUID = 1L;

    private final EmbedConfig config;
    private final String modelId;
    private final String chunkerVersion;
    private final VectorMemory.Factory memories;
    private final int uncommitted;

    private transient EmbeddingModel model;
    private transient VectorMemory memory;
    private transient EmbedMetrics metrics;
    private transient TextEmbedder embedder;
    private transient RecentVectors recent;

    /**
     * @param config the model
     * @param chunkerVersion the chunker whose tokens are the model's; chunks of others are tokenised anew
     * @param memories the vectors that stand
     * @param uncommitted how many of the newest vectors may not be committed yet when the next batch is looked up
     */
    public EmbedFunction(EmbedConfig config, String chunkerVersion, VectorMemory.Factory memories, int uncommitted) {
        this.config = config;
        this.chunkerVersion = chunkerVersion;
        this.uncommitted = uncommitted;
        this.modelId = config.modelId();
        this.memories = memories;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        model = EmbeddingModel.open(config);
        if (!model.id().equals(modelId)) {
            throw InvalidSettingException.unusable(
                    EmbedOptions.MODEL.key(),
                    config.model(),
                    "has other files here, which make " + model.id() + ", than where the job was submitted, "
                            + modelId);
        }
        memory = memories.open();
        metrics = new EmbedMetrics(getRuntimeContext().getMetricGroup());
        embedder = new TextEmbedder(model, chunkerVersion, metrics);
        recent = new RecentVectors(uncommitted);
    }

    @Override
    public void processElement(ChunkBatch batch, Context context, Collector<EmbeddedBatch> out) throws Exception {
        metrics.batchSize.update(batch.chunks().size());
        Map<String, Chunk> distinct = new LinkedHashMap<>();
        for (Chunk chunk : batch.chunks()) {
            distinct.putIfAbsent(chunk.chunkHash(), chunk);
        }
        Map<String, float[]> known = recent.among(distinct.keySet());
        distinct.keySet().removeAll(known.keySet());
        known.putAll(memory.vectors(List.copyOf(distinct.keySet())));
        distinct.keySet().removeAll(known.keySet());
        Map<String, Embedding> computed = compute(distinct, context);

        Set<String> paid = new HashSet<>();
        List<EmbeddedChunk> embedded = new ArrayList<>(batch.chunks().size());
        for (Chunk chunk : batch.chunks()) {
            float[] found = known.get(chunk.chunkHash());
            Embedding result = computed.get(chunk.chunkHash());
            if (found != null) {
                embedded.add(new EmbeddedChunk(chunk, found, false, null, null));
                metrics.numTextsReused.inc();
            } else if (result.vector() == null) {
                embedded.add(new EmbeddedChunk(chunk, null, false, Reason.EMBED_FAILED, result.message()));
                metrics.numTextsFailed.inc();
            } else {
                boolean first = paid.add(chunk.chunkHash());
                embedded.add(new EmbeddedChunk(chunk, result.vector(), first, null, null));
                (first ? metrics.numTextsEmbedded : metrics.numTextsReused).inc();
            }
        }
        out.collect(new EmbeddedBatch(embedded));
    }

    private Map<String, Embedding> compute(Map<String, Chunk> missing, Context context) {
        List<Embedding> results = embedder.embed(List.copyOf(missing.values()));
        Map<String, Embedding> computed = new HashMap<>();
        long truncated = 0;
        int next = 0;
        for (String hash : missing.keySet()) {
            Embedding result = results.get(next++);
            computed.put(hash, result);
            if (result.vector() != null) {
                recent.add(hash, result.vector());
            }
            truncated += result.truncated() ? 1 : 0;
        }
        if (truncated > 0) {
            metrics.numTextsTruncated.inc(truncated);
            context.output(Tallies.TAG, new Tally(LedgerEntry.TRUNCATED, truncated));
        }
        return computed;
    }

    @Override
    public void close() throws Exception {
        try {
            if (memory != null) {
                memory.close();
            }
        } finally {
            if (model != null) {
                model.close();
            }
        }
    }
}
