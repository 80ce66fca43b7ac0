package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * A file's bytes as stored. Reads fill the buffer unless the file ends, so that a second reading goes in the same steps.
 * A broken connection is taken up again where it broke; what fails for good comes out as {@link SliceFailure}, apart
 * from the failures of a decompressor above, behind the bytes that came before it.
 */
final class StoredInput extends InputStream {
    private static final long[] RETRY_AFTER_MILLIS = {50, 200, 800};

    private final Storage storage;
    private final String path;
    private FSDataInputStream in;
    private long position;
    private SliceFailure failure;

    StoredInput(Storage storage, String path) throws IOException {
        this.storage = storage;
        this.path = path;
        this.in = storage.open(path);
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
        int read = 0;
        int failed = 0;
        while (read < length) {
            try {
                int more = failed > 0
                        ? resume(bytes, offset + read, length - read)
                        : in.read(bytes, offset + read, length - read);
                if (more < 0) {
                    break;
                }
                read += more;
                position += more;
                failed = 0;
            } catch (IOException e) {
                failure = SliceFailure.of(e);
                if (failure.reason() != Reason.UNREADABLE || failed == RETRY_AFTER_MILLIS.length) {
                    break;
                }
                pause(RETRY_AFTER_MILLIS[failed++]);
                failure = null;
            }
        }
        if (read == 0 && failure != null) {
            throw failure;
        }
        return read == 0 && length > 0 ? -1 : read;
    }

    private int resume(byte[] bytes, int offset, int length) throws IOException {
        in.close();
        in = storage.open(path);
        in.seek(position);
        return in.read(bytes, offset, length);
    }

    private static void pause(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted between two attempts to read");
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
