package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.Closeable;
import java.io.IOException;

/** Reads the records of one slice. */
interface SliceReader extends Closeable {

    /** The next record, or null at the end; an exception is the end too. */
    SliceRecord next() throws IOException;

    /** Bytes of the file as stored that have been consumed so far, counted from anywhere. */
    long consumed();

    /** Whether it is cheap to open at any place. */
    default boolean seeks() {
        return false;
    }

    /**
     * Opens a slice.
     *
     * @param position where to go on, or {@link FileSplit#START}
     */
    static SliceReader open(FileSlice slice, long position, SourceConfig config) throws IOException {
        FileFormat format = config.format() == null ? FileFormat.of(slice.id()) : config.format();
        if (format == FileFormat.PARQUET) {
            return ParquetSliceReader.open(slice, position, config);
        }
        ByteInput input = ByteInput.open(slice, format != FileFormat.WHOLE || FileFormat.isNamedCompressed(slice.id()));
        try {
            if (input.magic().length == 0 && FileFormat.isNamedCompressed(slice.id())) {
                throw new SliceFailure(Reason.TRUNCATED, "the file is empty, and named as a compressed one");
            }
            if (format == FileFormat.WHOLE && config.format() == null && ParquetSliceReader.isParquet(input.magic())) {
                input.close();
                return ParquetSliceReader.open(slice, position, config);
            }
            ByteCursor cursor = new ByteCursor(input, slice.length());
            if (format.isJson() && slice.start() == 0 && position == FileSplit.START) {
                cursor.peek();
                WideJson.refuse(cursor.buffer, cursor.limit);
            }
            return switch (format) {
                case JSON_LINES -> LineReader.open(cursor, slice, position, config);
                case JSON -> JsonReader.open(cursor, slice, position, config);
                case CSV -> CsvReader.open(cursor, slice, position, config);
                default -> new WholeFileReader(cursor, slice, position, config);
            };
        } catch (IOException e) {
            input.close();
            throw e;
        }
    }
}
