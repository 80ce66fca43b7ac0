package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the rows of a CSV file, each as a JSON object under the header's names. A header without rows says that there are
 * no records; a file without a header fails.
 */
final class CsvReader implements SliceReader {
    private final ByteCursor cursor;
    private final FileSlice slice;
    private final HeadBuffer row;
    private final CsvEncoding encoding;
    private CsvDialect dialect;
    private CsvHeader header;
    /** Where the row's last quote was opened, and how the row ended. */
    private long quoteAt;

    private int state;

    private CsvReader(ByteCursor cursor, FileSlice slice, SourceConfig config, CsvEncoding encoding) {
        this.cursor = cursor;
        this.slice = slice;
        this.encoding = encoding;
        this.row = new HeadBuffer(config.maxRecordBytes());
        int separator = config.csvSeparator() == SourceConfig.AUTO && FileFormat.isTabSeparated(slice.id())
                ? '\t'
                : config.csvSeparator();
        this.dialect =
                new CsvDialect(separator, config.csvQuote(), returnsOnly(cursor.buffer, cursor.limit) ? '\r' : '\n');
    }

    static CsvReader open(ByteCursor cursor, FileSlice slice, long position, SourceConfig config) throws IOException {
        cursor.peek();
        CsvReader reader = new CsvReader(cursor, slice, config, CsvEncoding.of(cursor.buffer, cursor.limit));
        cursor.moveTo(reader.encoding.markLength());
        if (position >= 0) {
            reader.readHeader();
            cursor.moveTo(position);
        }
        return reader;
    }

    private static boolean returnsOnly(byte[] head, int length) {
        boolean returns = false;
        for (int i = 0; i < length; i++) {
            if (head[i] == '\n') {
                return false;
            }
            returns |= head[i] == '\r';
        }
        return returns;
    }

    /** Reads the header; false if there is none. */
    private boolean readHeader() throws IOException {
        long start = cursor.position();
        String text;
        do {
            if (!readRow()) {
                return false;
            }
            text = encoding.decode(row());
        } while (text != null && text.isBlank());
        if (row.isCut() || text == null || state == CsvDialect.QUOTED) {
            throw new SliceFailure(Reason.MALFORMED_ROW, "no header: the first row cannot be read", start, row(), null);
        }
        if (dialect.separator() == SourceConfig.AUTO) {
            dialect = new CsvDialect(separatorOf(text), dialect.quote(), dialect.terminator());
        }
        List<String> names = dialect.fields(text);
        if (names == null) {
            throw new SliceFailure(Reason.MALFORMED_ROW, "no header: text behind a closing quote", start, row(), null);
        }
        header = new CsvHeader(names);
        return true;
    }

    /** The most frequent of the usual separators outside quotes. */
    private int separatorOf(String text) {
        int[] counts = new int[CsvDialect.USUAL_SEPARATORS.length()];
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == dialect.quote();
            int separator = quoted ? -1 : CsvDialect.USUAL_SEPARATORS.indexOf(c);
            if (separator >= 0) {
                counts[separator]++;
            }
        }
        int best = 0;
        for (int s = 1; s < counts.length; s++) {
            best = counts[s] > counts[best] ? s : best;
        }
        return CsvDialect.USUAL_SEPARATORS.charAt(best);
    }

    @Override
    public SliceRecord next() throws IOException {
        if (header == null && !readHeader()) {
            throw HoldsNothing.failure(cursor.position());
        }
        while (true) {
            long start = cursor.position();
            if (!readRow()) {
                return null;
            }
            byte[] bytes = row();
            if (bytes.length > 0) {
                return record(start, bytes);
            }
        }
    }

    private SliceRecord record(long start, byte[] bytes) throws IOException {
        if (state == CsvDialect.QUOTED) {
            return malformed(start, bytes, "the quote opened at byte " + quoteAt + " is never closed");
        }
        if (row.isCut()) {
            return SliceRecord.tooLarge(start, cursor.position(), bytes, row.length());
        }
        String text = encoding.decode(bytes);
        if (text == null) {
            return new SliceRecord(
                    start, cursor.position(), bytes, Reason.INVALID_ENCODING, "the row is not " + encoding.charset());
        }
        List<String> fields = dialect.fields(text);
        if (fields == null) {
            return malformed(start, bytes, "text behind a closing quote");
        }
        if (fields.size() != header.size()) {
            return malformed(start, bytes, fields.size() + " fields, the header has " + header.size());
        }
        return SliceRecord.of(start, cursor.position(), header.toJson(fields));
    }

    private SliceRecord malformed(long start, byte[] bytes, String message) {
        return new SliceRecord(start, cursor.position(), bytes, Reason.MALFORMED_ROW, message);
    }

    /** Goes to the end of the row and keeps its bytes; false if there is none. */
    private boolean readRow() throws IOException {
        long start = cursor.position();
        row.clear();
        state = CsvDialect.START;
        try {
            if (encoding.width() == 2) {
                readWideRow();
            } else {
                readNarrowRow();
            }
            return cursor.position() > start;
        } catch (SliceFailure e) {
            throw e.at(start, row());
        }
    }

    private void readNarrowRow() throws IOException {
        while (cursor.at < cursor.limit || cursor.fill()) {
            int from = cursor.at;
            while (cursor.at < cursor.limit) {
                cursor.at = dialect.skip(state, cursor.buffer, cursor.at, cursor.limit);
                if (cursor.at < cursor.limit) {
                    step(cursor.buffer[cursor.at++] & 0xff);
                    if (state == CsvDialect.END) {
                        row.append(cursor.buffer, from, cursor.at - 1 - from);
                        return;
                    }
                }
            }
            row.append(cursor.buffer, from, cursor.limit - from);
        }
    }

    private void readWideRow() throws IOException {
        while (true) {
            int first = cursor.next();
            int second = first < 0 ? first : cursor.next();
            if (second < 0) {
                return;
            }
            step(encoding.unit(first, second));
            if (state == CsvDialect.END) {
                return;
            }
            row.append(first);
            row.append(second);
        }
    }

    private void step(int unit) {
        int before = state;
        state = dialect.step(before, unit);
        if (state == CsvDialect.QUOTED && before == CsvDialect.START) {
            quoteAt = cursor.position() - encoding.width();
        }
    }

    /** The row's bytes without the return before its end. */
    private byte[] row() {
        byte[] bytes = row.head();
        int width = encoding.width();
        int last = bytes.length - width;
        if (row.isCut() || last < 0) {
            return bytes;
        }
        int unit = width == 2 ? encoding.unit(bytes[last] & 0xff, bytes[last + 1] & 0xff) : bytes[last];
        return unit == '\r' ? Arrays.copyOf(bytes, last) : bytes;
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
