package dev.anicut.operators.chunk;

import java.util.Arrays;

/** Offsets in ascending order. */
final class IntSequence {
    private int[] values = new int[64];
    private int size;

    /** Appends a value that is not smaller than the last. */
    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }

    /** The index of the first value that is not below the given one, or the size. */
    int firstAtLeast(int value) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The largest value above {@code after} and up to {@code upTo}, or -1. */
    int lastWithin(int after, int upTo) {
        int index = firstAtLeast(upTo + 1) - 1;
        return index >= 0 && values[index] > after ? values[index] : -1;
    }

    /** The smallest value from {@code from} on and below {@code below}, or -1. */
    int firstWithin(int from, int below) {
        int index = firstAtLeast(from);
        return index < size && values[index] < below ? values[index] : -1;
    }
}
