package dev.anicut.operators.chunk;

import dev.anicut.model.TokenIds;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.TextTokenizer;
import java.util.List;

/**
 * Cuts texts into pieces that the model takes whole: at paragraphs, else sentences, else lines, else words, else
 * characters. Every character but white space is in some piece, and time is linear in the text's length. For one thread.
 */
public final class Chunker implements AutoCloseable {
    /** A text with so few characters for each token of a piece is one piece as a rule: counting shows it, without offsets. */
    private static final int CHARACTERS_OF_SHORT_TOKENS = 4;

    private final ChunkConfig config;
    private final EmbedConfig embed;
    private final TextTokenizer tokenizer;

    private Chunker(ChunkConfig config, EmbedConfig embed) {
        this.config = config;
        this.embed = embed;
        this.tokenizer = TextTokenizer.open(embed);
    }

    /** A chunker for the configured model; wants one {@link #close}. */
    public static Chunker open(ChunkConfig config, EmbedConfig embed) {
        return new Chunker(config, embed);
    }

    /** See {@link ChunkConfig#version}. */
    public String version() {
        return config.version(tokenizer.identity(), embed);
    }

    /** Whether the ids of a piece's tokens are all that the model is given. */
    boolean idsSuffice() {
        return tokenizer.idsSuffice();
    }

    /**
     * The pieces of a text, in its order; none if there is nothing but white space.
     *
     * @throws dev.anicut.operators.embed.TokenizationException if the tokenizer cannot take the text
     */
    public List<Piece> chunk(String text) {
        if (text.length() <= config.maxTokens() * CHARACTERS_OF_SHORT_TOKENS) {
            int start = Characters.skipGap(text, 0, text.length());
            int end = Characters.trimEnd(text, start, text.length());
            if (start == end) {
                return List.of();
            }
            String piece = text.substring(start, end);
            TokenIds tokens = tokenizer.ids(embed.passagePrefix() + piece);
            if (tokens.length() <= config.maxTokens()) {
                return List.of(new Piece(null, piece, start, end, tokens));
            }
        }
        List<Heading> headings = Headings.of(text);
        return new Cutter(text, headings, config, tokenizer, embed.passagePrefix()).cut();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
