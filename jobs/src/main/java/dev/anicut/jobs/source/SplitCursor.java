package dev.anicut.jobs.source;

import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import java.io.Closeable;
import java.io.IOException;

/**
 * Reads a split slice by slice. A slice that fails ends with one failed record. A record within a file is held back
 * until it is known whether another follows: the last one carries the bytes behind it, and a restore behind it does not
 * open the file again.
 */
final class SplitCursor implements Closeable {
    private final FileSplit split;
    private final SourceConfig config;
    private final FileVersion version;

    private int slice;
    private long position;
    private SliceReader reader;
    private long consumed;
    private long unreported;
    private Held held;

    /** A record that has been read and not handed out, with the place to go on from behind it. */
    private static final class Held {
        final FileSlice file;
        final SliceRecord record;
        final boolean whole;
        int slice;
        long position;
        long bytes;

        Held(FileSlice file, SliceRecord record, boolean whole, int slice, long position, long bytes) {
            this.file = file;
            this.record = record;
            this.whole = whole;
            this.slice = slice;
            this.position = position;
            this.bytes = bytes;
        }
    }

    /** @param carried bytes of splits before, none of whose records could carry them */
    SplitCursor(FileSplit split, SourceConfig config, FileVersion version, long carried) {
        this.split = split;
        this.config = config;
        this.version = version;
        this.slice = split.slice();
        this.position = split.position();
        this.unreported = carried;
    }

    /** The next record, or null at the end of the split. */
    FileRecord next() {
        held = held == null ? read() : held;
        Held current = held;
        // a file that has been read to its end, as whole files have, needs no looking ahead, which would hold a second
        // one
        held = reader == null ? null : read();
        return current == null ? null : new FileRecord(toRawRecord(current), current.slice, current.position);
    }

    boolean isAtEnd() {
        return held == null && slice == split.slices().size();
    }

    /** Bytes that no record could carry yet. */
    long takeUnreported() {
        long bytes = unreported;
        unreported = 0;
        return bytes;
    }

    private Held read() {
        while (slice < split.slices().size()) {
            FileSlice file = split.slices().get(slice);
            try {
                if (reader == null) {
                    open(file);
                }
                SliceRecord record = reader.next();
                account(reader.consumed());
                if (record != null && reader instanceof WholeFileReader) {
                    endSlice();
                    return new Held(file, record, true, slice, position, takeUnreported());
                }
                if (record != null) {
                    return new Held(file, record, isWhole(file), slice, record.next(), takeUnreported());
                }
                endSlice();
                if (held != null) {
                    held.slice = slice;
                    held.position = position;
                    held.bytes += takeUnreported();
                }
            } catch (IOException e) {
                return failed(file, SliceFailure.of(e));
            }
        }
        return null;
    }

    private Held failed(FileSlice file, SliceFailure failure) {
        // the rest of the slice is done with
        account(Math.max(consumed, file.end()));
        boolean whole = isWhole(file);
        endSlice();
        SliceRecord record =
                new SliceRecord(failure.position(), 0, failure.head(), failure.reason(), failure.getMessage(), !whole);
        return new Held(file, record, whole, slice, position, takeUnreported());
    }

    private void open(FileSlice file) throws IOException {
        // before anything can fail: what a failed slice counts from
        consumed = position == FileSplit.START ? file.start() : Math.min(position, file.end());
        try {
            if (file.problem() != null) {
                throw new SliceFailure(file.problem(), file.message());
            }
            reader = SliceReader.open(file, position, config);
        } catch (IOException e) {
            throw SliceFailure.of(e).at(Math.max(position, file.start()), new byte[0]);
        }
        if (position != FileSplit.START || file.start() > 0) {
            consumed = reader.consumed();
        }
    }

    private void account(long now) {
        unreported += now - consumed;
        consumed = now;
    }

    private void endSlice() {
        close();
        slice++;
        position = FileSplit.START;
    }

    /** Whether the record is the file: by its name, unless its bytes say otherwise. */
    private boolean isWhole(FileSlice file) {
        if (reader != null) {
            return reader instanceof WholeFileReader;
        }
        FileFormat format = config.format() == null ? FileFormat.of(file.id()) : config.format();
        return file.problem() != null || format == FileFormat.WHOLE;
    }

    private RawRecord toRawRecord(Held current) {
        FileSlice file = current.file;
        SliceRecord record = current.record;
        return new RawRecord(
                Origin.ofFile(file.path(), record.position()),
                current.whole ? RecordFormat.FILE : record.several() ? RecordFormat.RECORDS : RecordFormat.JSON,
                file.input(),
                current.whole ? file.id() : file.id() + "#" + record.position(),
                new Sequence(version.of(file), file.ordinal(), record.position()),
                record.bytes(),
                null,
                current.bytes,
                record.reason(),
                record.message());
    }

    @Override
    public void close() {
        if (reader == null) {
            return;
        }
        try {
            reader.close();
        } catch (IOException e) {
            // all that was wanted of the file has been read
        }
        reader = null;
    }
}
