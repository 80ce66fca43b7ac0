package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.util.Arrays;

/** Reads a file as one record. */
final class WholeFileReader implements SliceReader {
    private final ByteCursor cursor;
    private final FileSlice slice;
    private final SourceConfig config;
    private boolean done;

    WholeFileReader(ByteCursor cursor, FileSlice slice, long position, SourceConfig config) {
        this.cursor = cursor;
        this.slice = slice;
        this.config = config;
        this.done = position != FileSplit.START;
    }

    @Override
    public SliceRecord next() throws IOException {
        if (done) {
            return null;
        }
        done = true;
        HeadBuffer bytes = new HeadBuffer(config.maxFileBytes(), slice.length());
        try {
            while (cursor.fill()) {
                bytes.append(cursor.buffer, 0, cursor.limit);
                if (bytes.isCut()) {
                    return tooLarge(bytes.head());
                }
            }
        } catch (SliceFailure e) {
            throw e.at(0, bounded(bytes.head()));
        }
        return SliceRecord.of(0, 1, bytes.head());
    }

    private SliceRecord tooLarge(byte[] head) {
        return new SliceRecord(
                0,
                1,
                bounded(head),
                Reason.TOO_LARGE,
                "a file of more than the " + config.maxFileBytes() + " bytes that " + SourceOptions.MAX_FILE_BYTES.key()
                        + " allows");
    }

    private byte[] bounded(byte[] head) {
        return head.length > config.maxRecordBytes() ? Arrays.copyOf(head, config.maxRecordBytes()) : head;
    }

    @Override
    public long consumed() {
        return done ? slice.length() : 0;
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
