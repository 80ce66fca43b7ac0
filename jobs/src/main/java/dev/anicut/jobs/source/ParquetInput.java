package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.IOException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file on any storage. */
final class ParquetInput implements InputFile {
    private final Storage storage;
    private final String path;
    private final long length;

    ParquetInput(FileSlice slice) throws IOException {
        this.storage = Storage.of(slice.path());
        this.path = slice.path();
        this.length = storage.status(path).length();
        if (length < slice.length()) {
            throw new SliceFailure(
                    Reason.TRUNCATED, "the file has " + length + " bytes, " + slice.length() + " when it was listed");
        }
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        StoredInput stored = new StoredInput(storage, path);
        return new DelegatingSeekableInputStream(stored) {
            @Override
            public long getPos() {
                return stored.position();
            }

            @Override
            public void seek(long position) throws IOException {
                stored.seek(position);
            }
        };
    }

    @Override
    public String toString() {
        return path;
    }
}
