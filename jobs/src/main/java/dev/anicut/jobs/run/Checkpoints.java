package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.model.InvalidSettingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The checkpoints of one run: {@code <root>/<run_id>/<job id>/chk-<n>/_metadata}, a job id for each attempt; and, where it
 * was stopped, {@code <root>/<run_id>/savepoint-<id>/_metadata}.
 */
final class Checkpoints {
    /** Below this a checkpoint is likely to fail; a run's checkpoints take some tens of megabytes. */
    private static final long MIN_FREE_BYTES = 64L << 20;

    /** What the names of savepoints begin with. */
    static final String SAVEPOINT = "savepoint-";

    private final Path directory;

    /** @param root a URI, or a path on Flink's default file system */
    Checkpoints(String root, String runId) {
        Path path = new Path(root);
        try {
            directory = new Path(path.makeQualified(path.getFileSystem()), runId);
        } catch (IOException e) {
            throw new InvalidSettingException(
                    RunOptions.CHECKPOINT_DIR.key(), root, "a directory on a file system that is plugged in");
        }
    }

    Path directory() {
        return directory;
    }

    /** The folder and, if it is local, the directory of the checkpoints. */
    List<java.nio.file.Path> local(java.nio.file.Path folder) {
        return "file".equals(directory.toUri().getScheme())
                ? List.of(folder, java.nio.file.Path.of(directory.getPath()))
                : List.of(folder);
    }

    /** The newest complete checkpoint: one without {@code _metadata} was never finished. */
    Optional<Path> latest() throws IOException {
        FileStatus newest = null;
        for (Path checkpoint : all()) {
            Optional<FileStatus> metadata = metadata(checkpoint);
            if (metadata.isPresent()
                    && (newest == null || metadata.get().getModificationTime() > newest.getModificationTime())) {
                newest = metadata.get();
            }
        }
        return Optional.ofNullable(newest).map(status -> status.getPath().getParent());
    }

    private List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>();
        for (FileStatus entry : list(directory)) {
            if (entry.getPath().getName().startsWith(SAVEPOINT)) {
                all.add(entry.getPath());
                continue;
            }
            for (FileStatus checkpoint : list(entry.getPath())) {
                if (checkpoint.getPath().getName().startsWith("chk-")) {
                    all.add(checkpoint.getPath());
                }
            }
        }
        return all;
    }

    private static Optional<FileStatus> metadata(Path checkpoint) throws IOException {
        try {
            return Optional.of(checkpoint.getFileSystem().getFileStatus(new Path(checkpoint, "_metadata")));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private static FileStatus[] list(Path path) throws IOException {
        FileSystem files = path.getFileSystem();
        if (!files.exists(path) || !files.getFileStatus(path).isDir()) {
            return new FileStatus[0];
        }
        FileStatus[] found = files.listStatus(path);
        return found == null ? new FileStatus[0] : found;
    }

    /** Makes the directory, so that a disk that is full or not writable is met before the job starts. */
    void prepare(String option) {
        try {
            FileSystem files = directory.getFileSystem();
            files.mkdirs(directory);
            if (!files.isDistributedFS()) {
                java.nio.file.Path local =
                        java.nio.file.Path.of(directory.toUri().getPath());
                long free = java.nio.file.Files.getFileStore(local).getUsableSpace();
                if (free < MIN_FREE_BYTES || !java.nio.file.Files.isWritable(local)) {
                    throw new InvalidSettingException(
                            option,
                            directory.getPath(),
                            "a writable directory with at least " + (MIN_FREE_BYTES >> 20) + " MB free, this one has "
                                    + (free >> 20));
                }
            }
        } catch (IOException e) {
            throw new InvalidSettingException(option, directory.getPath(), "a directory that can be made and written");
        }
    }

    /** Takes the run's checkpoints away once it has finished. */
    void delete() throws IOException {
        directory.getFileSystem().delete(directory, true);
    }
}
