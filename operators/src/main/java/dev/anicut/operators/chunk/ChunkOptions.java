package dev.anicut.operators.chunk;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of the chunk stage. */
public final class ChunkOptions {
    public static final ConfigOption<Integer> MAX_TOKENS = ConfigOptions.key("chunk.max-tokens")
            .intType()
            .defaultValue(256)
            .withDescription("The most tokens of a chunk, its heading, prefix and special tokens included, 16 to 8192;"
                    + " not more than embed.max-length.");

    public static final ConfigOption<Integer> OVERLAP_TOKENS = ConfigOptions.key("chunk.overlap-tokens")
            .intType()
            .defaultValue(0)
            .withDescription("The most tokens that a chunk repeats of the one before it, up to half of"
                    + " chunk.max-tokens; 0 because chunks end where paragraphs and sentences do and carry their"
                    + " headings, while what overlaps is embedded twice.");

    public static final ConfigOption<Boolean> HEADINGS = ConfigOptions.key("chunk.headings")
            .booleanType()
            .defaultValue(true)
            .withDescription("Whether the headings above a chunk (Markdown or reStructuredText) are embedded before its"
                    + " text.");

    private ChunkOptions() {}
}
