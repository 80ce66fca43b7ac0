package dev.anicut.operators.chunk;

import dev.anicut.model.Chunk;

/**
 * A piece of a text, as the chunker cuts it.
 *
 * @param heading the path of headings above it, null if there is none
 * @param text {@code text.substring(start, end)} of the whole
 * @param start offset of its first UTF-16 unit
 * @param end offset behind its last
 * @param tokenCount tokens of its input with prefix and special tokens, as the model will count them
 */
public record Piece(String heading, String text, int start, int end, int tokenCount) {

    /** What is embedded, the model's prefix left out. */
    public String input() {
        return Chunk.input(heading, text);
    }
}
