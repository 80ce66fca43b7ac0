package dev.anicut.operators.chunk;

import dev.anicut.operators.embed.TextTokenizer;
import dev.anicut.operators.embed.TokenSpans;
import java.util.Arrays;

/**
 * The tokens of a text, special tokens left out, and where each starts, as UTF-16 offsets. The text is tokenised once, in
 * windows that end at white space, so that time is linear in its length and the tokenizer's memory does not grow with it.
 */
final class TextTokens {
    private static final int WINDOW = 16_384;

    private final IntSequence starts = new IntSequence();
    private int[] ids = {};
    private boolean hardWindows;

    private TextTokens() {}

    static TextTokens of(String text, TextTokenizer tokenizer) {
        TextTokens all = new TextTokens();
        int at = 0;
        while (at < text.length()) {
            int end = all.windowEnd(text, at);
            all.add(text, at, end, tokenizer);
            at = end;
        }
        return all;
    }

    /** Whether a window had to end within a word, whose tokens may differ from those of the whole word. */
    boolean hasHardWindows() {
        return hardWindows;
    }

    /** The start of a token, or the end of the text for one behind the last. */
    int get(int index, String text) {
        return index < starts.size() ? starts.get(index) : text.length();
    }

    int firstAtLeast(int offset) {
        return starts.firstAtLeast(offset);
    }

    /** The ids of the tokens from one to another. */
    int[] ids(int from, int to) {
        return Arrays.copyOfRange(ids, from, to);
    }

    private int windowEnd(String text, int at) {
        int end = Math.min(text.length(), at + WINDOW);
        if (end == text.length()) {
            return end;
        }
        for (int gap = end; gap > at; gap--) {
            if (Characters.isPlainGap(text.charAt(gap))) {
                return gap;
            }
        }
        hardWindows = true;
        return Characters.isCodePointBorder(text, end) ? end : end - 1;
    }

    private void add(String text, int from, int to, TextTokenizer tokenizer) {
        String window = text.substring(from, to);
        boolean hasSurrogates = window.codePoints().anyMatch(c -> c > 0xFFFF || isSurrogate(c));
        TokenSpans spans = tokenizer.spans(hasSurrogates ? wellFormed(window) : window);
        int added = starts.size();
        if (ids.length < added + spans.ids().length) {
            ids = Arrays.copyOf(ids, Math.max(added + (added >> 1), added + spans.ids().length));
        }
        System.arraycopy(spans.ids(), 0, ids, added, spans.ids().length);
        int offset = 0;
        int codePoint = 0;
        for (int start : spans.starts()) {
            offset = hasSurrogates ? window.offsetByCodePoints(offset, start - codePoint) : start;
            codePoint = start;
            starts.add(from + offset);
        }
    }

    /** The text with each half of a surrogate pair that stands alone replaced: the tokenizer counts it as three. */
    private static String wellFormed(String window) {
        return window.codePoints()
                .map(c -> isSurrogate(c) ? '\uFFFD' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
