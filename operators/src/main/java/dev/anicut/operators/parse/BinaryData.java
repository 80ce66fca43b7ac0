package dev.anicut.operators.parse;

import java.nio.charset.Charset;

/** Tells binary data that is named as text: one in twenty of its characters is one that texts hardly have. */
final class BinaryData {
    /** As much of a file as is looked at, in bytes or characters. */
    static final int HEAD = 1 << 16;

    private static final int ONE_IN = 20;
    private static final char REPLACEMENT = '\uFFFD';

    private BinaryData() {}

    /** Whether a decoded text is none: control characters, undefined ones, and those of private use. */
    static boolean is(String text) {
        int length = Math.min(text.length(), HEAD);
        int odd = 0;
        for (int i = 0; i < length; i++) {
            if (isOdd(text.charAt(i))) {
                odd++;
            }
        }
        return odd * (long) ONE_IN > length;
    }

    /**
     * Whether bytes are no text in any character set: control characters stand for themselves in all but UTF-16 and
     * UTF-32.
     *
     * @param length how many of the bytes to look at
     */
    static boolean is(byte[] bytes, int length) {
        byte[] head = new byte[Math.min(Math.min(length, HEAD), bytes.length)];
        System.arraycopy(bytes, 0, head, 0, head.length);
        Charset charset = Encodings.ofHead(head);
        if (Encodings.isWide(charset)) {
            return is(new String(head, charset));
        }
        int odd = 0;
        for (byte b : head) {
            if (b >= 0 && b < ' ' && !isUsual((char) b) && !isShift(b) || b == 0x7F) {
                odd++;
            }
        }
        return odd * (long) ONE_IN > head.length;
    }

    /** Characters beyond the basic plane are left alone: they are newer than a JVM's table of them. */
    private static boolean isOdd(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> !isUsual(c);
            case Character.UNASSIGNED, Character.PRIVATE_USE -> true;
            default -> c == REPLACEMENT;
        };
    }

    private static boolean isUsual(char c) {
        return c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\b' || c == 0x1B;
    }

    /** ISO 2022 puts its words between these. */
    private static boolean isShift(byte b) {
        return b == 0x0E || b == 0x0F;
    }
}
