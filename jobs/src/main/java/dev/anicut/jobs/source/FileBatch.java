package dev.anicut.jobs.source;

import java.util.List;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;

/** Records of one split, on their way from the fetcher's thread to the task's. */
final class FileBatch implements RecordsWithSplitIds<FileRecord> {
    private final FileRecord[] records;
    private final Set<String> finished;
    private String splitId;
    private int next;

    FileBatch(String splitId, List<FileRecord> records, boolean finished) {
        this.splitId = splitId;
        this.records = records.toArray(new FileRecord[0]);
        this.finished = finished ? Set.of(splitId) : Set.of();
    }

    @Override
    public String nextSplit() {
        String id = splitId;
        splitId = null;
        return id;
    }

    @Override
    public FileRecord nextRecordFromSplit() {
        if (next == records.length) {
            return null;
        }
        FileRecord record = records[next];
        // a large record is not kept alive by its batch
        records[next++] = null;
        return record;
    }

    @Override
    public Set<String> finishedSplits() {
        return finished;
    }
}
