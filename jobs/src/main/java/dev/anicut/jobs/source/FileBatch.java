package dev.anicut.jobs.source;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Records of one split, on their way from the reading thread to the task's. */
final class FileBatch {
    private final Queue<FileRecord> records;
    private final boolean last;

    /** @param last whether the split ends with these records */
    FileBatch(List<FileRecord> records, boolean last) {
        this.records = new ArrayDeque<>(records);
        this.last = last;
    }

    /** The next record, of which the batch then lets go, or null at the end. */
    FileRecord poll() {
        return records.poll();
    }

    boolean isLast() {
        return last;
    }
}
