package dev.anicut.jobs;

import dev.anicut.operators.batch.BatchConfig;
import dev.anicut.operators.chunk.ChunkConfig;
import dev.anicut.operators.dedup.DedupConfig;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.parse.ParseConfig;
import org.apache.flink.configuration.ReadableConfig;

/**
 * The validated settings of all stages.
 *
 * @param runId the run that rows and dead letters name
 * @param parallelism subtasks of each stage
 * @param maxParallelism key groups, fixed for the life of a job's state
 */
public record PipelineConfig(
        String runId,
        int parallelism,
        int maxParallelism,
        ParseConfig parse,
        DedupConfig dedup,
        ChunkConfig chunk,
        BatchConfig batch,
        EmbedConfig embed) {

    public static PipelineConfig from(ReadableConfig config, String runId, int parallelism, int maxParallelism) {
        return new PipelineConfig(
                runId,
                parallelism,
                maxParallelism,
                ParseConfig.from(config),
                DedupConfig.from(config),
                ChunkConfig.from(config),
                BatchConfig.from(config),
                EmbedConfig.from(config));
    }
}
