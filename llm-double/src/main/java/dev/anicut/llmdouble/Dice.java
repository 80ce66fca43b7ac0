package dev.anicut.llmdouble;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Numbers that look random and are always the same for the same seed and names. */
final class Dice {
    private static final double UNIT = 0x1.0p-53;

    private Dice() {}

    /** A number from 0 to below 1. */
    static double share(long seed, Object... names) {
        return (bits(seed, names) >>> 11) * UNIT;
    }

    /** A number from 0 to below the bound. */
    static int below(int bound, long seed, Object... names) {
        return (int) Math.floorMod(bits(seed, names), (long) bound);
    }

    private static long bits(long seed, Object... names) {
        long state = seed;
        for (Object name : names) {
            for (byte b : sha256(String.valueOf(name))) {
                state = mix(state + 0x9E3779B97F4A7C15L + b);
            }
        }
        return mix(state);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** The text's hash as 64 hex digits. */
    static String hash(String text) {
        return HexFormat.of().formatHex(sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
