package dev.anicut.jobs.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Reads the rows of the row groups that begin in a slice; positions are row indexes in the file. */
final class ParquetSliceReader implements SliceReader {
    private static final JsonFactory JSON = new JsonFactory();

    private final FileSlice slice;
    private final SourceConfig config;
    private final ParquetFileReader file;
    private final List<BlockMetaData> groups;
    private final MessageType schema;
    /** The index of each row group's first row, and the number of all rows. */
    private final long[] firstRows;
    /** The row group to read, and the one behind the slice's last. */
    private int group;

    private int endGroup;
    private long row;
    private RecordReader<Group> rows;
    private boolean done;

    private ParquetSliceReader(FileSlice slice, long position, SourceConfig config, ParquetFileReader file) {
        this.slice = slice;
        this.config = config;
        this.file = file;
        this.groups = file.getRowGroups();
        this.schema = file.getFileMetaData().getSchema();
        this.firstRows = new long[groups.size() + 1];
        for (int i = 0; i < groups.size(); i++) {
            firstRows[i + 1] = firstRows[i] + groups.get(i).getRowCount();
            long start = groups.get(i).getStartingPos();
            group += start < slice.start() ? 1 : 0;
            endGroup += !slice.isPart() || start < slice.end() ? 1 : 0;
        }
        this.row = position == FileSplit.START ? firstRows[group] : position;
        if (position != FileSplit.START) {
            passReadGroups();
        }
    }

    static boolean isParquet(byte[] magic) {
        return Arrays.equals(magic, new byte[] {'P', 'A', 'R', '1'});
    }

    static ParquetSliceReader open(FileSlice slice, long position, SourceConfig config) throws IOException {
        ParquetInput input = new ParquetInput(slice);
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .build();
        ParquetFileReader file = null;
        try {
            file = ParquetFileReader.open(input, options);
            return new ParquetSliceReader(slice, position, config, file);
        } catch (IOException | RuntimeException e) {
            if (file != null) {
                file.close();
            }
            throw failure(e);
        }
    }

    /** What the library throws, as what it means. */
    private static SliceFailure failure(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SliceFailure failure) {
                return failure;
            }
        }
        return SliceFailure.corrupt("not readable as Parquet: " + SliceFailure.describe(e), e);
    }

    @Override
    public SliceRecord next() {
        passReadGroups();
        if (group >= endGroup) {
            done = true;
            return null;
        }
        long position = row;
        try {
            if (rows == null) {
                openGroup();
            }
            byte[] bytes = toJson(rows.read());
            row++;
            return bytes.length > config.maxRecordBytes()
                    ? SliceRecord.tooLarge(position, row, Arrays.copyOf(bytes, config.maxRecordBytes()), bytes.length)
                    : SliceRecord.of(position, row, bytes);
        } catch (IOException | RuntimeException e) {
            // the other row groups may well be sound
            row = firstRows[group + 1];
            SliceFailure failure = failure(e);
            return new SliceRecord(
                    position,
                    row,
                    new byte[0],
                    failure.reason(),
                    "rows " + position + " to " + (row - 1) + ": " + failure.getMessage(),
                    true);
        }
    }

    long rowCount() {
        return firstRows[groups.size()];
    }

    private void passReadGroups() {
        while (group < endGroup && row >= firstRows[group + 1]) {
            group++;
            rows = null;
        }
    }

    private void openGroup() throws IOException {
        rows = new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(file.readRowGroup(group), new GroupRecordConverter(schema));
        for (long skipped = firstRows[group]; skipped < row; skipped++) {
            rows.read();
        }
    }

    private static byte[] toJson(Group row) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            ParquetJson.write(row, json);
        }
        return bytes.toByteArray();
    }

    /** A row's share of its row group; what stands between two row groups counts with the first. */
    @Override
    public long consumed() {
        if (groups.isEmpty()) {
            return done ? slice.length() : 0;
        }
        if (group >= groups.size()) {
            return slice.length();
        }
        long start = startOf(group);
        long count = firstRows[group + 1] - firstRows[group];
        long read = row - firstRows[group];
        return count == 0 || read <= 0
                ? start
                : start + (long) ((startOf(group + 1) - start) * ((double) read / count));
    }

    private long startOf(int index) {
        return index == 0
                ? 0
                : index == groups.size() ? slice.length() : groups.get(index).getStartingPos();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
