package dev.anicut.model;

/**
 * A piece of a document's text: {@code text.substring(startOffset, endOffset)}.
 *
 * @param documentId the document that brought it
 * @param sequence the document's sequence
 * @param contentHash the content it is a piece of
 * @param chunkerVersion the chunker's settings, as {@code contents} and {@code chunks} name them
 * @param ordinal its place in the content, from 0
 * @param chunkHash SHA-256 of {@link #input}, 64 hex digits: chunks with the same hash share one vector
 * @param heading the path of headings above it, embedded before the text; null if there is none
 * @param text the piece itself
 * @param tokenCount tokens of the input, special tokens included
 * @param startOffset offset of the first UTF-16 unit in the document's text
 * @param endOffset offset behind the last
 * @param tokens the tokens of the input with the model's prefix, as the chunker counted them; null where they say not all
 *     that the model is given
 */
public record Chunk(
        String documentId,
        Sequence sequence,
        String contentHash,
        String chunkerVersion,
        int ordinal,
        String chunkHash,
        String heading,
        String text,
        int tokenCount,
        int startOffset,
        int endOffset,
        TokenIds tokens) {

    /** What the model is given. */
    public String input() {
        return input(heading, text);
    }

    public static String input(String heading, String text) {
        return heading == null ? text : heading + "\n" + text;
    }
}
