package dev.anicut.operators.embed;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of the embed stage. */
public final class EmbedOptions {
    /** The value of {@link #MODEL} that leaves chunks and vectors to a later run. */
    public static final String NONE = "none";

    public static final ConfigOption<String> MODEL = ConfigOptions.key("embed.model")
            .stringType()
            .defaultValue(BundledModel.ALL_MINILM_L6_V2_Q.code())
            .withDescription(
                    "The embedding model: all-minilm-l6-v2-q (quantised) or all-minilm-l6-v2 (fp32), both bundled;"
                            + " a directory with model.onnx and tokenizer.json, readable on every machine of the cluster;"
                            + " or none, to store documents now and embed them in a later run.");

    public static final ConfigOption<String> POOLING = ConfigOptions.key("embed.pooling")
            .stringType()
            .defaultValue("mean")
            .withDescription(
                    "How token vectors become a text's vector: mean (over the attention mask) or cls (the first"
                            + " token's); without effect where the model has an output named sentence_embedding.");

    public static final ConfigOption<Boolean> NORMALIZE = ConfigOptions.key("embed.normalize")
            .booleanType()
            .defaultValue(true)
            .withDescription("Whether vectors are scaled to length 1.");

    public static final ConfigOption<String> PASSAGE_PREFIX = ConfigOptions.key("embed.passage-prefix")
            .stringType()
            .defaultValue("")
            .withDescription("What stands before every chunk that is embedded, for models trained with it, such as"
                    + " \"passage: \".");

    public static final ConfigOption<String> QUERY_PREFIX = ConfigOptions.key("embed.query-prefix")
            .stringType()
            .defaultValue("")
            .withDescription("What stands before every search query, for models trained with it, such as \"query: \".");

    public static final ConfigOption<Integer> MAX_LENGTH = ConfigOptions.key("embed.max-length")
            .intType()
            .defaultValue(256)
            .withDescription("The most tokens the model is given at once, special tokens included, 8 to 8192;"
                    + " chunk.max-tokens may not be larger.");

    public static final ConfigOption<String> BATCHING = ConfigOptions.key("embed.batching")
            .stringType()
            .noDefaultValue()
            .withDescription("single (each text unpadded, one by one: the same bits whatever came with it) or padded"
                    + " (texts of similar length together); if it is not given, padded for all-minilm-l6-v2, whose"
                    + " vectors were the same bits in any batch, and single for all others, because the vectors of a"
                    + " quantised model depend on what shares its batch.");

    public static final ConfigOption<Integer> BATCH_TOKENS = ConfigOptions.key("embed.batch-tokens")
            .intType()
            .defaultValue(512)
            .withDescription("With padded batching, the most tokens of a batch, padding included, 8 to 1048576; on CPUs"
                    + " larger batches are slower.");

    public static final ConfigOption<Integer> THREADS = ConfigOptions.key("embed.threads")
            .intType()
            .defaultValue(1)
            .withDescription("Threads within one inference, 1 to 256; with one subtask per core, 1 is fastest.");

    private EmbedOptions() {}
}
