package dev.anicut.operators.chunk;

import dev.anicut.model.Hashes;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.EmbedOptions;
import dev.anicut.operators.embed.TextTokenizer;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/** Validated settings of the chunk stage, see {@link ChunkOptions}. */
public record ChunkConfig(int maxTokens, int overlapTokens, boolean headings) implements Serializable {

    /** Changes when the same settings cut otherwise than before. */
    private static final String ALGORITHM = "v1";

    /** Tokens that the text of a chunk has at the least, whatever stands before it. */
    private static final int LEAST_TEXT = 8;

    public ChunkConfig {
        if (maxTokens < 16 || maxTokens > 8192) {
            throw new InvalidSettingException(
                    ChunkOptions.MAX_TOKENS.key(), Integer.toString(maxTokens), "a number from 16 to 8192");
        }
        if (overlapTokens < 0 || overlapTokens > maxTokens / 2) {
            throw new InvalidSettingException(
                    ChunkOptions.OVERLAP_TOKENS.key(),
                    Integer.toString(overlapTokens),
                    "a number from 0 to half of " + ChunkOptions.MAX_TOKENS.key() + ", " + maxTokens / 2);
        }
    }

    public static ChunkConfig from(ReadableConfig config) {
        return new ChunkConfig(
                config.get(ChunkOptions.MAX_TOKENS),
                config.get(ChunkOptions.OVERLAP_TOKENS),
                config.get(ChunkOptions.HEADINGS));
    }

    /** Checks these settings against the model's: for use before a job starts. */
    public void check(EmbedConfig embed) {
        if (embed.isNone()) {
            return;
        }
        if (maxTokens > embed.maxLength()) {
            throw new InvalidSettingException(
                    ChunkOptions.MAX_TOKENS.key(),
                    Integer.toString(maxTokens),
                    "a number up to " + EmbedOptions.MAX_LENGTH.key() + ", " + embed.maxLength());
        }
        try (TextTokenizer tokenizer = TextTokenizer.open(embed)) {
            // a quarter is for headings
            if (maxTokens - maxTokens / 4 - tokenizer.count(embed.passagePrefix()) < LEAST_TEXT) {
                throw new InvalidSettingException(
                        ChunkOptions.MAX_TOKENS.key(),
                        Integer.toString(maxTokens),
                        "a number that leaves room beside " + EmbedOptions.PASSAGE_PREFIX.key());
            }
        }
    }

    /**
     * Names everything that decides where a text is cut: the algorithm, these settings, the tokenizer and the passage
     * prefix, for example {@code v1-256-0-h-0123abcd}; {@code none} where nothing is embedded.
     */
    public String version(EmbedConfig embed) {
        return embed.isNone() ? EmbedOptions.NONE : version(TextTokenizer.identity(embed), embed);
    }

    String version(String tokenizer, EmbedConfig embed) {
        String identity = embed.passagePrefix().isEmpty()
                ? tokenizer
                : Hashes.sha256(tokenizer, embed.passagePrefix()).substring(0, 8);
        return String.join(
                "-",
                ALGORITHM,
                Integer.toString(maxTokens),
                Integer.toString(overlapTokens),
                headings ? "h" : "p",
                identity);
    }
}
