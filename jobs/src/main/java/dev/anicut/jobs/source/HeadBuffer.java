package dev.anicut.jobs.source;

import java.util.Arrays;

/** Collects a record's bytes, of a long one only the head. */
final class HeadBuffer {
    private static final int SMALL = 1 << 12;
    private static final int KEPT = 1 << 20;

    private final int max;
    private byte[] bytes;
    private long length;

    HeadBuffer(int max) {
        this(max, SMALL);
    }

    HeadBuffer(int max, long expected) {
        this.max = max;
        this.bytes = new byte[(int) Math.min(max, expected)];
    }

    void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[Math.min(max, SMALL)];
        }
    }

    void append(int b) {
        if (length < max) {
            reserve((int) length + 1);
            bytes[(int) length] = (byte) b;
        }
        length++;
    }

    void append(byte[] from, int offset, int count) {
        if (length < max) {
            int taken = (int) Math.min(count, max - length);
            reserve((int) length + taken);
            System.arraycopy(from, offset, bytes, (int) length, taken);
        }
        length += count;
    }

    private void reserve(int size) {
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(max, Math.max(size, 2L * bytes.length)));
        }
    }

    /** All bytes that were appended, kept or not. */
    long length() {
        return length;
    }

    boolean isCut() {
        return length > max;
    }

    byte[] head() {
        return Arrays.copyOf(bytes, (int) Math.min(length, max));
    }
}
