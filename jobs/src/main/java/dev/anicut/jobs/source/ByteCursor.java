package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.Closeable;
import java.io.IOException;

/** A buffer that moves over a file's decompressed bytes and knows where it is. */
final class ByteCursor implements Closeable {
    private static final int MIN_SIZE = 1 << 10;
    private static final int MAX_SIZE = 1 << 16;

    final byte[] buffer;
    /** The next byte in the buffer, and the end of those in it. */
    int at;

    int limit;

    private final ByteInput input;
    private long base;

    /** @param length of the file as stored */
    ByteCursor(ByteInput input, long length) {
        this.input = input;
        // a million small files should not cost a million large buffers
        this.buffer =
                new byte[input.isCompressed() ? MAX_SIZE : (int) Math.max(MIN_SIZE, Math.min(MAX_SIZE, length + 1))];
    }

    /** Replaces the buffer's bytes by those that follow; false at the end. */
    boolean fill() throws IOException {
        int read = input.read(buffer);
        base += limit;
        at = 0;
        limit = Math.max(0, read);
        return read > 0;
    }

    /** The next byte, or -1 at the end. */
    int next() throws IOException {
        return at == limit && !fill() ? -1 : buffer[at++] & 0xff;
    }

    /** Takes back the byte that {@link #next} has just given. */
    void back() {
        at--;
    }

    /** Makes the file's first bytes stand in the buffer, without passing them. */
    void peek() throws IOException {
        if (limit == 0) {
            fill();
        }
    }

    long position() {
        return base + at;
    }

    /** Bytes as stored, up to here; of a compressed file up to what has been decompressed. */
    long consumed(long length) {
        return input.isCompressed() ? input.stored() : Math.min(position(), length);
    }

    boolean isCompressed() {
        return input.isCompressed();
    }

    /** Moves forward. */
    void moveTo(long position) throws IOException {
        if (!input.isCompressed() && position > base + limit) {
            input.seek(position);
            base = position;
            at = 0;
            limit = 0;
            return;
        }
        while (position > base + limit) {
            if (!fill()) {
                throw new SliceFailure(Reason.TRUNCATED, "the file is shorter than it was");
            }
        }
        at = (int) (position - base);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
