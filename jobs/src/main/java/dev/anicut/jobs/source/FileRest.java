package dev.anicut.jobs.source;

import dev.anicut.model.RawRecord;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.LongPredicate;

/**
 * The rest of a file that could not be read, once more. It may give records again that had been read; what stands
 * already ends as unchanged. Records that are sent by themselves it leaves out: one that came twice with one sequence
 * would be waited for twice, and what was edited of it would be overwritten. Not thread-safe.
 */
public final class FileRest implements Closeable {
    private final RawRecord lost;
    private final long end;
    private final LongPredicate sentBySelf;
    private final SourceConfig config;
    private SliceReader reader;
    private long position;
    private boolean ended;
    /** A part of a Parquet file is named by its first byte, and its rows by their numbers. */
    private boolean byRows;

    /**
     * @param lost the record that stands for those that were lost
     * @param end the position from which on others were lost, or {@link Long#MAX_VALUE}
     * @param sentBySelf the positions of records that are sent by themselves
     * @param position where to go on, or -1
     */
    public FileRest(RawRecord lost, long end, LongPredicate sentBySelf, long position, SourceConfig config) {
        this.lost = lost;
        this.end = end;
        this.sentBySelf = sentBySelf;
        this.position = position;
        this.config = config;
    }

    /** The next record, or null at the end. What cannot be read is the last one, and failed. */
    public RawRecord next() {
        if (ended) {
            return null;
        }
        try {
            if (reader == null) {
                open();
            }
            SliceRecord record = reader.next();
            while (record != null && isPassedOver(record)) {
                record = reader.next();
            }
            if (record == null || !byRows && record.position() >= end) {
                close();
                return null;
            }
            position = record.next();
            return LostFile.found(lost, record);
        } catch (IOException e) {
            close();
            SliceFailure failure = SliceFailure.of(e);
            return LostFile.found(
                    lost,
                    new SliceRecord(
                            Math.max(start(), failure.position()),
                            0,
                            failure.head(),
                            failure.reason(),
                            failure.getMessage(),
                            true));
        }
    }

    private boolean isPassedOver(SliceRecord record) {
        boolean before = !byRows && record.position() < start();
        return before || !record.several() && sentBySelf.test(record.position());
    }

    private long start() {
        return lost.origin().position();
    }

    private void open() throws IOException {
        FileSlice slice = LostFile.slice(lost.origin().name());
        reader = position == FileSplit.START
                ? LostFile.openBefore(slice, start(), config)
                : SliceReader.open(slice, position, config);
        if (reader instanceof WholeFileReader) {
            throw LostFile.readWhole();
        }
        if (reader instanceof ParquetSliceReader parquet) {
            long rows = parquet.rowCount();
            byRows = start() > 0 && start() >= rows;
            boolean toByte = end != Long.MAX_VALUE && end >= rows;
            if (byRows || toByte) {
                parquet.close();
                FileSlice part = slice.part(byRows ? start() : 0, Math.min(end, slice.length()));
                reader = SliceReader.open(part, position, config);
            }
        }
    }

    /** Whether there is nothing behind the record that was read last: it was a failed one. */
    public boolean isEnded() {
        return ended;
    }

    /** Where to go on behind the record that was read last. */
    public long position() {
        return position;
    }

    @Override
    public void close() {
        ended = true;
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
