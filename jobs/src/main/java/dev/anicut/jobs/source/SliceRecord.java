package dev.anicut.jobs.source;

import dev.anicut.model.Reason;

/**
 * A record of a slice.
 *
 * @param position where it begins: a byte of the decompressed file, or a row of a Parquet file
 * @param next the position to go on from behind it
 * @param reason null for a readable record
 * @param several whether it stands for several records that cannot be read
 */
record SliceRecord(long position, long next, byte[] bytes, Reason reason, String message, boolean several) {

    SliceRecord(long position, long next, byte[] bytes, Reason reason, String message) {
        this(position, next, bytes, reason, message, false);
    }

    static SliceRecord of(long position, long next, byte[] bytes) {
        return new SliceRecord(position, next, bytes, null, null);
    }

    static SliceRecord tooLarge(long position, long next, byte[] head, long length) {
        return new SliceRecord(
                position,
                next,
                head,
                Reason.TOO_LARGE,
                "a record of " + length + " bytes, " + SourceOptions.MAX_RECORD_BYTES.key() + " allows " + head.length);
    }
}
