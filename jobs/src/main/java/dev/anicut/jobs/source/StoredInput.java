package dev.anicut.jobs.source;

import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * A file's bytes as stored. Reads fill the buffer unless the file ends, so that a second reading goes in the same steps;
 * failures of the file system come out as {@link SliceFailure}, apart from those of a decompressor above.
 */
final class StoredInput extends InputStream {
    private final FSDataInputStream in;
    private long position;

    StoredInput(FSDataInputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int read = in.readNBytes(bytes, offset, length);
            position += read;
            return read == 0 && length > 0 ? -1 : read;
        } catch (IOException e) {
            throw SliceFailure.of(e);
        }
    }

    /** None, for all we know: no decompressor may go by this. */
    @Override
    public int available() {
        return 0;
    }

    void seek(long place) throws IOException {
        try {
            in.seek(place);
            position = place;
        } catch (IOException e) {
            throw SliceFailure.of(e);
        }
    }

    long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
