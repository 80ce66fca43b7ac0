package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.IOException;

/**
 * Reads the values of a .json file: the elements of its array, or the values that follow one another. A file whose first
 * value ends on its first line is read by lines, where a broken one harms no other.
 */
final class JsonReader implements SliceReader {
    private final ByteCursor cursor;
    private final FileSlice slice;
    private final HeadBuffer value;
    private final boolean array;
    private boolean opened;
    private boolean closed;

    private JsonReader(ByteCursor cursor, FileSlice slice, boolean array, SourceConfig config) {
        this.cursor = cursor;
        this.slice = slice;
        this.array = array;
        this.value = new HeadBuffer(config.maxRecordBytes());
    }

    static SliceReader open(ByteCursor cursor, FileSlice slice, long position, SourceConfig config) throws IOException {
        cursor.peek();
        JsonLayout layout = JsonLayout.of(cursor.buffer, cursor.limit);
        if (layout == JsonLayout.LINES) {
            return LineReader.open(cursor, slice, position, config);
        }
        JsonReader reader = new JsonReader(cursor, slice, layout == JsonLayout.ARRAY, config);
        if (position >= 0) {
            reader.opened = true;
            cursor.moveTo(position);
        }
        return reader;
    }

    @Override
    public SliceRecord next() throws IOException {
        if (closed) {
            return null;
        }
        long start = cursor.position();
        value.clear();
        try {
            if (!opened) {
                opened = true;
                cursor.moveTo(JsonLayout.markLength(cursor.buffer, cursor.limit));
                if (array) {
                    nextVisible();
                }
            }
            int b = nextVisible();
            while (array && b == ',') {
                b = nextVisible();
            }
            if (b < 0) {
                if (array) {
                    throw new SliceFailure(Reason.TRUNCATED, "the file ends within its array");
                }
                return null;
            }
            start = cursor.position() - 1;
            if (array && b == ']') {
                return behindArray();
            }
            collect(b);
        } catch (SliceFailure e) {
            throw e.at(start, value.head());
        }
        long next = cursor.position();
        return value.isCut()
                ? SliceRecord.tooLarge(start, next, value.head(), value.length())
                : SliceRecord.of(start, next, value.head());
    }

    private SliceRecord behindArray() throws IOException {
        closed = true;
        int b = nextVisible();
        if (b < 0) {
            return null;
        }
        long start = cursor.position() - 1;
        for (; b >= 0; b = cursor.next()) {
            value.append(b);
        }
        return new SliceRecord(
                start, cursor.position(), value.head(), Reason.INVALID_JSON, "there is more behind the array");
    }

    private int nextVisible() throws IOException {
        int b = cursor.next();
        while (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
            b = cursor.next();
        }
        return b;
    }

    /** Collects the value that begins with this byte; whether it is sound is the parser's to say. */
    private void collect(int first) throws IOException {
        JsonScanner scanner = new JsonScanner();
        for (int b = first; ; b = cursor.next()) {
            if (b < 0) {
                if (scanner.isWithin()) {
                    throw new SliceFailure(Reason.TRUNCATED, "the file ends within a value");
                }
                return;
            }
            if (scanner.endsBefore(b)) {
                cursor.back();
                return;
            }
            value.append(b);
            if (scanner.endsWith(b)) {
                return;
            }
        }
    }

    @Override
    public long consumed() {
        return cursor.consumed(slice.length());
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
