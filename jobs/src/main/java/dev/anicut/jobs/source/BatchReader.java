package dev.anicut.jobs.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Reads splits one after another, in batches that are bounded in records and in bytes. Confined to one thread. */
final class BatchReader {
    private static final int MAX_RECORDS = 2048;
    private static final long MAX_BYTES = 1 << 20;

    private final SourceConfig config;
    private final FileVersion version;
    private final Queue<FileSplit> splits = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;
    private SplitCursor cursor;
    private long carried;

    BatchReader(SourceConfig config, FileVersion version) {
        this.config = config;
        this.version = version;
    }

    /** Adds a split to be read; from any thread. */
    void add(FileSplit split) {
        splits.add(split);
    }

    /** Makes a batch under way come to its end; from any thread. */
    void stop() {
        stopped = true;
    }

    /** The next batch of the split under way, or of the next one that was added. */
    FileBatch read() {
        if (cursor == null) {
            cursor = new SplitCursor(splits.remove(), config, version, carried);
            carried = 0;
        }
        List<FileRecord> records = new ArrayList<>();
        long bytes = 0;
        while (records.size() < MAX_RECORDS && bytes < MAX_BYTES && !cursor.isAtEnd() && !stopped) {
            FileRecord record = cursor.next();
            if (record == null) {
                break;
            }
            records.add(record);
            bytes += record.record().bytes().length;
        }
        boolean last = cursor.isAtEnd();
        if (last) {
            carried = cursor.takeUnreported();
        }
        if (last || stopped) {
            close();
        }
        return new FileBatch(records, last);
    }

    void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}
