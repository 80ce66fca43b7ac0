package dev.anicut.sinks.postgres;

import java.util.Arrays;

/**
 * What a redrive has taken of a file beside a letter that stands for several of its records.
 *
 * @param records positions of single records, which are sent by themselves, in order
 * @param end where the next letter of several begins, or {@link Long#MAX_VALUE}
 */
public record OtherLetters(long[] records, long end) {

    /** Whether the record at a position is sent by itself. */
    public boolean hold(long position) {
        return Arrays.binarySearch(records, position) >= 0;
    }
}
