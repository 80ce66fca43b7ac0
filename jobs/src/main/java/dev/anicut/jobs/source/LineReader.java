package dev.anicut.jobs.source;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the lines that begin in a slice; blank lines are none. A file of nothing else fails, by the slice that begins it.
 */
final class LineReader implements SliceReader {
    private final ByteCursor cursor;
    private final FileSlice slice;
    private final HeadBuffer line;
    private final int max;
    private final long end;
    /** Whether a line that is not blank has yet to be met in the file. */
    private boolean nothingYet;

    /** What had been consumed when the reader looked beyond the slice, or -1. */
    private long consumed = -1;

    private LineReader(ByteCursor cursor, FileSlice slice, SourceConfig config) {
        this.cursor = cursor;
        this.slice = slice;
        this.max = config.maxRecordBytes();
        this.line = new HeadBuffer(max);
        this.end = cursor.isCompressed() ? Long.MAX_VALUE : slice.end();
    }

    static LineReader open(ByteCursor cursor, FileSlice slice, long position, SourceConfig config) throws IOException {
        LineReader reader = new LineReader(cursor, slice, config);
        reader.nothingYet = slice.start() == 0 && position == FileSplit.START;
        if (position >= 0) {
            cursor.moveTo(position);
        } else if (slice.start() > 0) {
            // the line that the byte before belongs to is another slice's
            cursor.moveTo(slice.start() - 1);
            reader.skipLine();
        }
        return reader;
    }

    /** Goes behind the line, or to the slice's end if the line goes on there: then the slice is without a beginning. */
    private void skipLine() throws IOException {
        while (cursor.position() < end && (cursor.at < cursor.limit || cursor.fill())) {
            int to = indexOfLineFeed(cursor.buffer, cursor.at, cursor.limit);
            cursor.at = Math.min(to + 1, cursor.limit);
            if (to < cursor.limit) {
                return;
            }
        }
    }

    @Override
    public SliceRecord next() throws IOException {
        SliceRecord record = nextLine();
        if (record == null && nothingYet) {
            requireMore();
        }
        nothingYet = false;
        return record;
    }

    private SliceRecord nextLine() throws IOException {
        while (cursor.position() < end) {
            long start = cursor.position();
            byte[] bytes = line(start);
            if (bytes == null) {
                return null;
            }
            if (line.isCut()) {
                return SliceRecord.tooLarge(start, cursor.position(), bytes, line.length());
            }
            if (start == 0) {
                bytes = withoutByteOrderMark(bytes);
            }
            if (!isBlank(bytes)) {
                return SliceRecord.of(start, cursor.position(), bytes);
            }
        }
        return null;
    }

    /** Looks behind a slice of blank lines for something that is not blank. */
    private void requireMore() throws IOException {
        consumed = consumed();
        while (cursor.at < cursor.limit || cursor.fill()) {
            if (!isBlank(cursor.buffer[cursor.at])) {
                return;
            }
            cursor.at++;
        }
        throw HoldsNothing.failure(cursor.position());
    }

    /** The line without its end, or null if there is none left. */
    private byte[] line(long start) throws IOException {
        line.clear();
        try {
            while (true) {
                if (cursor.at == cursor.limit && !cursor.fill()) {
                    return cursor.position() == start ? null : withoutReturn(line.head(), line.isCut());
                }
                int from = cursor.at;
                int to = indexOfLineFeed(cursor.buffer, from, cursor.limit);
                cursor.at = Math.min(to + 1, cursor.limit);
                if (to < cursor.limit && line.length() == 0 && to - from <= max) {
                    int last = to > from && cursor.buffer[to - 1] == '\r' ? to - 1 : to;
                    return Arrays.copyOfRange(cursor.buffer, from, last);
                }
                line.append(cursor.buffer, from, to - from);
                if (to < cursor.limit) {
                    return withoutReturn(line.head(), line.isCut());
                }
            }
        } catch (SliceFailure e) {
            throw e.at(start, line.head());
        }
    }

    private static int indexOfLineFeed(byte[] buffer, int from, int to) {
        int i = from;
        while (i < to && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    private static byte[] withoutReturn(byte[] bytes, boolean cut) {
        boolean returns = !cut && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return returns ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    static byte[] withoutByteOrderMark(byte[] bytes) {
        boolean marked = bytes.length >= 3
                && (bytes[0] & 0xff) == 0xEF
                && (bytes[1] & 0xff) == 0xBB
                && (bytes[2] & 0xff) == 0xBF;
        return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (!isBlank(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    @Override
    public boolean seeks() {
        return !cursor.isCompressed();
    }

    @Override
    public long consumed() {
        return consumed < 0 ? cursor.consumed(slice.length()) : consumed;
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
