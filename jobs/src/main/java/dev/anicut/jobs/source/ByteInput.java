package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A file's bytes, decompressed; a file that has become shorter since it was listed ends in a {@link SliceFailure}. */
final class ByteInput implements Closeable {
    private final FileSlice slice;
    private final StoredInput stored;
    private final InputStream in;
    private final boolean compressed;
    private final byte[] magic;
    private SliceFailure failure;

    private ByteInput(FileSlice slice, StoredInput stored, byte[] magic, Compression compression) throws IOException {
        this.slice = slice;
        this.stored = stored;
        this.magic = magic;
        this.compressed = compression != Compression.NONE;
        this.in = compression.decompress(stored);
    }

    /** @param decompress whether compressed bytes are a wrapping, not the record itself */
    static ByteInput open(FileSlice slice, boolean decompress) throws IOException {
        StoredInput stored = new StoredInput(Storage.of(slice.path()), slice.path());
        try {
            byte[] head = new byte[Compression.MAGIC_BYTES];
            byte[] magic = Arrays.copyOf(head, Math.max(0, stored.read(head, 0, head.length)));
            // a part was planned to be plain
            Compression compression =
                    decompress && !slice.isPart() ? Compression.of(magic, magic.length) : Compression.NONE;
            stored.seek(0);
            return new ByteInput(slice, stored, magic, compression);
        } catch (IOException e) {
            stored.close();
            throw e;
        }
    }

    /** The first bytes as stored, four at most. */
    byte[] magic() {
        return magic;
    }

    boolean isCompressed() {
        return compressed;
    }

    /** Bytes as stored that have been read. */
    long stored() {
        return Math.min(stored.position(), slice.length());
    }

    /** Fills the buffer unless the file ends; -1 at the end. What comes before a flaw is handed out before it throws. */
    int read(byte[] bytes) throws IOException {
        if (failure != null) {
            throw failure;
        }
        int read = 0;
        try {
            while (read < bytes.length) {
                int more = in.read(bytes, read, bytes.length - read);
                if (more < 0) {
                    break;
                }
                read += more;
            }
            if (read < bytes.length && stored.position() < slice.length()) {
                failure = new SliceFailure(
                        Reason.TRUNCATED,
                        "the file ends before byte " + (stored.position() + 1) + ", and had " + slice.length()
                                + " bytes when it was listed");
            }
        } catch (SliceFailure e) {
            failure = e;
        }
        if (read == 0 && failure != null) {
            throw failure;
        }
        return read == 0 ? -1 : read;
    }

    /** Goes to a place in a file that is not compressed. */
    void seek(long position) throws IOException {
        stored.seek(position);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
