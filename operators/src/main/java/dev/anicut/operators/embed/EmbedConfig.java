package dev.anicut.operators.embed;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/** Validated settings of the embed stage, see {@link EmbedOptions}. */
public record EmbedConfig(
        String model,
        Pooling pooling,
        boolean normalize,
        String passagePrefix,
        String queryPrefix,
        int maxLength,
        Batching batching,
        int batchTokens,
        int threads)
        implements Serializable {

    public EmbedConfig {
        if (model.isBlank()) {
            throw new InvalidSettingException(
                    EmbedOptions.MODEL.key(), null, "the name of a bundled model, a directory, or none");
        }
        requireRange(EmbedOptions.MAX_LENGTH, maxLength, 8, 8192);
        requireRange(EmbedOptions.BATCH_TOKENS, batchTokens, 8, 1 << 20);
        requireRange(EmbedOptions.THREADS, threads, 1, 256);
    }

    public static EmbedConfig from(ReadableConfig config) {
        String model = config.get(EmbedOptions.MODEL).strip();
        Batching batching = config.getOptional(EmbedOptions.BATCHING)
                .map(given -> parse(EmbedOptions.BATCHING, given, Batching.class))
                .orElseGet(
                        () -> BundledModel.of(model).map(BundledModel::batching).orElse(Batching.SINGLE));
        return new EmbedConfig(
                model,
                parse(EmbedOptions.POOLING, config.get(EmbedOptions.POOLING), Pooling.class),
                config.get(EmbedOptions.NORMALIZE),
                config.get(EmbedOptions.PASSAGE_PREFIX),
                config.get(EmbedOptions.QUERY_PREFIX),
                config.get(EmbedOptions.MAX_LENGTH),
                batching,
                config.get(EmbedOptions.BATCH_TOKENS),
                config.get(EmbedOptions.THREADS));
    }

    /** Whether nothing is chunked or embedded. */
    public boolean isNone() {
        return model.equals(EmbedOptions.NONE);
    }

    /**
     * The name that vectors are stored under: two models, or two settings that give different vectors, never share one.
     * Reads the model's files, but does not load them. {@code none} where nothing is embedded.
     */
    public String modelId() {
        return isNone() ? EmbedOptions.NONE : ModelFiles.of(this).id(this);
    }

    /** Loads the model, tries it on a short and a longest text, and closes it: for use before a job starts. */
    public void check() {
        if (!isNone()) {
            EmbeddingModel.open(this).close();
        }
    }

    private static void requireRange(ConfigOption<Integer> option, int given, int least, int most) {
        if (given < least || given > most) {
            throw new InvalidSettingException(
                    option.key(), Integer.toString(given), "a number from " + least + " to " + most);
        }
    }

    private static <E extends Enum<E>> E parse(ConfigOption<String> option, String given, Class<E> type) {
        StringBuilder accepted = new StringBuilder();
        for (E value : type.getEnumConstants()) {
            String code = value.name().toLowerCase(Locale.ROOT);
            if (code.equals(given.strip().toLowerCase(Locale.ROOT))) {
                return value;
            }
            accepted.append(accepted.isEmpty() ? "" : " or ").append(code);
        }
        throw new InvalidSettingException(option.key(), given, accepted.toString());
    }
}
