package dev.anicut.jobs;

import dev.anicut.operators.batch.BatchConfig;
import dev.anicut.operators.chunk.ChunkConfig;
import dev.anicut.operators.dedup.DedupConfig;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.enrich.EnrichConfig;
import dev.anicut.operators.parse.ParseConfig;
import dev.anicut.sinks.postgres.RunIndex;
import org.apache.flink.configuration.ReadableConfig;

/**
 * The validated settings of all stages.
 *
 * @param runId the run that rows and dead letters name
 * @param model the model's name in {@code embeddings}
 * @param chunkerVersion the chunker's settings, as {@code chunks} names them
 */
public record PipelineConfig(
        String runId,
        ParseConfig parse,
        DedupConfig dedup,
        ChunkConfig chunk,
        BatchConfig batch,
        EmbedConfig embed,
        EnrichConfig enrich,
        String model,
        String chunkerVersion) {

    public static PipelineConfig from(ReadableConfig config, String runId) {
        ChunkConfig chunk = ChunkConfig.from(config);
        EmbedConfig embed = EmbedConfig.from(config);
        return new PipelineConfig(
                runId,
                ParseConfig.from(config),
                DedupConfig.from(config),
                chunk,
                BatchConfig.from(config),
                embed,
                EnrichConfig.from(config),
                embed.modelId(),
                chunk.version(embed));
    }

    /** What its contents are indexed under. */
    public RunIndex index() {
        return new RunIndex(model, chunkerVersion);
    }
}
