package dev.anicut.operators.enrich;

/** Tokens of a text without the model's tokenizer: four ASCII characters make one, so does any other character. */
final class TokenEstimate {
    private TokenEstimate() {}

    static long of(String text) {
        return of(text, 0, text.length());
    }

    static long of(String text, int start, int end) {
        long quarters = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            // of a surrogate pair only the first half counts
            quarters += c < 128 ? 1 : Character.isLowSurrogate(c) ? 0 : 4;
        }
        return (quarters + 3) / 4;
    }

    /** The offset behind the last character from the start on that keeps within the tokens; never within a pair. */
    static int endWithin(String text, int start, long tokens) {
        long quarters = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            quarters += c < 128 ? 1 : Character.isLowSurrogate(c) ? 0 : 4;
            if (quarters > tokens * 4) {
                return i;
            }
        }
        return text.length();
    }
}
