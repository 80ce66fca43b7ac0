package dev.anicut.jobs.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/** Reads splits one after another, in batches that are bounded in records and in bytes; in the fetcher's thread. */
final class FileSplitReader implements SplitReader<FileRecord, FileSplit> {
    private static final int BATCH_RECORDS = 2048;
    private static final long BATCH_BYTES = 1 << 20;

    private final SourceConfig config;
    private final long runStart;
    private final Deque<FileSplit> assigned = new ArrayDeque<>();
    private volatile boolean wokenUp;
    private SplitCursor cursor;
    private long carried;

    FileSplitReader(SourceConfig config, long runStart) {
        this.config = config;
        this.runStart = runStart;
    }

    @Override
    public RecordsWithSplitIds<FileRecord> fetch() {
        if (cursor == null) {
            cursor = new SplitCursor(assigned.remove(), config, runStart, carried);
            carried = 0;
        }
        List<FileRecord> records = new ArrayList<>();
        long bytes = 0;
        while (records.size() < BATCH_RECORDS && bytes < BATCH_BYTES && !cursor.isAtEnd() && !wokenUp) {
            FileRecord record = cursor.next();
            records.add(record);
            bytes += record.record().bytes().length;
        }
        wokenUp = false;
        String splitId = cursor.splitId();
        boolean finished = cursor.isAtEnd();
        if (finished) {
            carried = cursor.takeUnreported();
            close();
        }
        return new FileBatch(splitId, records, finished);
    }

    @Override
    public void handleSplitsChanges(SplitsChange<FileSplit> change) {
        assigned.addAll(change.splits());
    }

    @Override
    public void wakeUp() {
        wokenUp = true;
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}
