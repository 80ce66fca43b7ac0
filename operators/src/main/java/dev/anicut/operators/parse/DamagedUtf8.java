package dev.anicut.operators.parse;

/** UTF-8 with a few bad bytes: they must not have the whole text read as Latin-1, and so spoil what is sound. */
public final class DamagedUtf8 {
    private DamagedUtf8() {}

    /**
     * Whether a text is that: other encodings hardly form UTF-8 by chance.
     *
     * @param lenient the text decoded as UTF-8, with replacement characters for what is none
     */
    public static boolean is(String lenient) {
        int whole = 0;
        int broken = 0;
        for (int i = 0; i < lenient.length(); i++) {
            char c = lenient.charAt(i);
            if (c == '\uFFFD') {
                broken++;
            } else if (c > 0x7F) {
                whole++;
            }
        }
        return whole > broken;
    }
}
