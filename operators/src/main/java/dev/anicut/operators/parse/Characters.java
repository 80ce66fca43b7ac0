package dev.anicut.operators.parse;

/** What may stand in a string that PostgreSQL is to store. */
final class Characters {
    private static final char REPLACEMENT = '\uFFFD';

    private Characters() {}

    /** A string fit to be stored, and how many of its characters had to be replaced. */
    record Cleaned(String text, int replaced) {}

    /** Replaces NUL and lone surrogates by U+FFFD. */
    static Cleaned clean(String text) {
        int first = firstUnstorable(text, 0);
        if (first < 0) {
            return new Cleaned(text, 0);
        }
        StringBuilder cleaned = new StringBuilder(text);
        int replaced = 0;
        for (int at = first; at >= 0; at = firstUnstorable(text, at + 1)) {
            cleaned.setCharAt(at, REPLACEMENT);
            replaced++;
        }
        return new Cleaned(cleaned.toString(), replaced);
    }

    private static int firstUnstorable(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return i;
            }
            if (Character.isSurrogate(c)) {
                if (!isPairAt(text, i)) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPairAt(text, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static boolean isPairAt(String text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }
}
