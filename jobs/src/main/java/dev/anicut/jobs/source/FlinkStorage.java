package dev.anicut.jobs.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** A file system that Flink has plugged in. */
final class FlinkStorage implements Storage {
    private final FileSystem fileSystem;

    FlinkStorage(FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    @Override
    public List<Entry> list(String path) throws IOException {
        FileStatus[] statuses = fileSystem.listStatus(new Path(path));
        if (statuses == null) {
            throw new FileNotFoundException(path);
        }
        List<Entry> entries = new ArrayList<>(statuses.length);
        for (FileStatus status : statuses) {
            entries.add(entry(status));
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    private static Entry entry(FileStatus status) {
        return new Entry(
                status.getPath().getName(),
                status.isDir() ? 0 : status.getLen(),
                status.getModificationTime(),
                status.isDir(),
                false,
                null);
    }

    @Override
    public Entry status(String path) throws IOException {
        return entry(fileSystem.getFileStatus(new Path(path)));
    }

    @Override
    public FSDataInputStream open(String path) throws IOException {
        return fileSystem.open(new Path(path));
    }
}
