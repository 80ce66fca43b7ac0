package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip, any number of members. Unlike the JDK's stream it does not take a stream without available bytes
 * for its end, and hands out every byte before a flaw.
 */
final class GzipInput extends InputStream {
    private static final int BUFFER = 1 << 16;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final StoredInput in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int limit;
    private boolean inMember;
    private boolean first = true;
    private SliceFailure failure;

    GzipInput(StoredInput in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        while (true) {
            if (!inMember && !beginMember()) {
                return -1;
            }
            if (inflater.needsInput() && !inflater.finished()) {
                refill();
                inflater.setInput(buffer, at, limit - at);
            }
            int read = inflate(bytes, offset, length);
            if (read > 0) {
                crc.update(bytes, offset, read);
                return read;
            }
            if (failure != null) {
                throw failure;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw SliceFailure.corrupt("the gzip data asks for a dictionary", null);
            }
        }
    }

    private int inflate(byte[] bytes, int offset, int length) {
        long before = inflater.getBytesWritten();
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException e) {
            failure = SliceFailure.corrupt("the gzip data is damaged: " + SliceFailure.describe(e), e);
            return (int) (inflater.getBytesWritten() - before);
        }
    }

    /** Reads a member's header; false at the end of the file. */
    private boolean beginMember() throws IOException {
        int b = next();
        // tapes and block devices leave zeros behind the last member
        while (!first && b == 0) {
            b = next();
        }
        if (b < 0) {
            return false;
        }
        if (b != 0x1f || require() != 0x8b) {
            throw SliceFailure.corrupt("there is something else behind the gzip data", null);
        }
        if (require() != 8) {
            throw SliceFailure.corrupt("the gzip data is compressed by an unknown method", null);
        }
        int flags = require();
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(require() | require() << 8);
        }
        for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        first = false;
        inMember = true;
        inflater.reset();
        inflater.setInput(buffer, at, limit - at);
        crc.reset();
        return true;
    }

    private void endMember() throws IOException {
        at = limit - inflater.getRemaining();
        long checksum = number();
        long size = number();
        if (checksum != crc.getValue() || size != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw SliceFailure.corrupt("the gzip data does not match its checksum", null);
        }
        inMember = false;
    }

    private long number() throws IOException {
        return require() | require() << 8 | require() << 16 | (long) require() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            require();
        }
    }

    private void skipText() throws IOException {
        int b = require();
        while (b != 0) {
            b = require();
        }
    }

    private int require() throws IOException {
        int b = next();
        if (b < 0) {
            throw ended();
        }
        return b;
    }

    private int next() throws IOException {
        if (at == limit) {
            at = 0;
            limit = Math.max(0, in.read(buffer, 0, BUFFER));
        }
        return at == limit ? -1 : buffer[at++] & 0xff;
    }

    private void refill() throws IOException {
        at = 0;
        limit = Math.max(0, in.read(buffer, 0, BUFFER));
        if (limit == 0) {
            throw ended();
        }
    }

    private static SliceFailure ended() {
        return new SliceFailure(Reason.TRUNCATED, "the gzip data ends too early");
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
