package dev.anicut.operators.chunk;

/** What the chunker asks about characters. */
final class Characters {
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Characters() {}

    /** White space of any kind: what may be lost between two chunks. */
    static boolean isGap(char c) {
        return c <= ' ' ? c == ' ' || (c >= '\t' && c <= '\r') : isWideGap(c);
    }

    private static boolean isWideGap(char c) {
        // next line, and the byte order mark, which is a zero-width no-break space
        return c >= '\u0085' && (c == '\u0085' || c == '\uFEFF' || Character.isSpaceChar(c));
    }

    /**
     * White space that no tokenizer takes for anything else: a form feed or a byte order mark may be dropped, and the
     * words around it joined.
     */
    static boolean isPlainGap(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || (c >= '\u0085' && Character.isSpaceChar(c));
    }

    /** The first place from {@code from} on that is no white space. */
    static int skipGap(String text, int from, int to) {
        int at = from;
        while (at < to && isGap(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The end of {@code text[from, to)} without the white space at its end. */
    static int trimEnd(String text, int from, int to) {
        int at = to;
        while (at > from && isGap(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** Whether a text may be parted here so that neither a surrogate pair nor what a reader sees as one character parts. */
    static boolean isBorder(String text, int at) {
        if (at <= 0 || at >= text.length()) {
            return true;
        }
        if (!isCodePointBorder(text, at)) {
            return false;
        }
        int after = text.codePointAt(at);
        if (after < 0x300) {
            return text.charAt(at - 1) != ZERO_WIDTH_JOINER;
        }
        int before = text.codePointBefore(at);
        return !extendsLast(after) && before != ZERO_WIDTH_JOINER && !(isFlagHalf(before) && isFlagHalf(after));
    }

    static boolean isCodePointBorder(String text, int at) {
        return at <= 0
                || at >= text.length()
                || !Character.isLowSurrogate(text.charAt(at))
                || !Character.isHighSurrogate(text.charAt(at - 1));
    }

    /** Marks that combine with the character before them, variation selectors, joiners, skin tones. */
    private static boolean extendsLast(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || c == ZERO_WIDTH_JOINER
                || (c >= 0x1F3FB && c <= 0x1F3FF);
    }

    private static boolean isFlagHalf(int c) {
        return c >= 0x1F1E6 && c <= 0x1F1FF;
    }
}
