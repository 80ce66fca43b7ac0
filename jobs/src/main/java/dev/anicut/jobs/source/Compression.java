package dev.anicut.jobs.source;

import java.io.IOException;
import java.io.InputStream;

/** How a file's bytes are compressed, by its first bytes: names lie. */
enum Compression {
    NONE,
    GZIP,
    ZSTD;

    static final int MAGIC_BYTES = 4;

    static Compression of(byte[] head, int length) {
        if (length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
            return GZIP;
        }
        if (length >= MAGIC_BYTES) {
            int magic = (head[0] & 0xff) | (head[1] & 0xff) << 8 | (head[2] & 0xff) << 16 | (head[3] & 0xff) << 24;
            // a frame, or one to be skipped, with which some writers begin
            if (magic == 0xFD2FB528 || (magic & 0xFFFFFFF0) == 0x184D2A50) {
                return ZSTD;
            }
        }
        return NONE;
    }

    InputStream decompress(StoredInput in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GzipInput(in);
            case ZSTD -> new ZstdInput(in);
        };
    }
}
