package dev.anicut.operators.parse;

/** Text in which there is nothing to read. */
final class Blank {
    private Blank() {}

    /** Whether nothing but spaces of any kind, no-break and zero-width ones too, and control characters is in it. */
    static boolean is(String text) {
        return text.codePoints().allMatch(Blank::isInvisible);
    }

    private static boolean isInvisible(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.getType(character) == Character.CONTROL
                || Character.getType(character) == Character.FORMAT;
    }
}
