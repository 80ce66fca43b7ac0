package dev.anicut.operators.chunk;

import dev.anicut.model.Chunk;
import dev.anicut.model.TokenIds;

/**
 * A piece of a text, as the chunker cuts it.
 *
 * @param heading the path of headings above it, null if there is none
 * @param text {@code text.substring(start, end)} of the whole
 * @param start offset of its first UTF-16 unit
 * @param end offset behind its last
 * @param tokens those of its input with prefix and special tokens, as the model will have them
 */
public record Piece(String heading, String text, int start, int end, TokenIds tokens) {

    int tokenCount() {
        return tokens.length();
    }

    /** What is embedded, the model's prefix left out. */
    public String input() {
        return Chunk.input(heading, text);
    }
}
