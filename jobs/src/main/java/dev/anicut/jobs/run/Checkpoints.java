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
 * The checkpoints of one run: {@code <root>/<run_id>/<job id>/chk-<n>/_metadata}, a job id for each attempt. Beside them
 * {@code <root>/<run_id>/savepoint-<id>/_metadata}, where it was stopped by its own command, and {@code
 * <root>/<run_id>/savepoints/savepoint-<id>/_metadata}, where somebody stopped it on a cluster: these are their owner's.
 */
final class Checkpoints {
    /** Below this a checkpoint is likely to fail; a run's checkpoints take some tens of megabytes. */
    private static final long MIN_FREE_BYTES = 64L << 20;

    private static final String CHECKPOINT = "chk-";
    /** What the names of savepoints begin with. */
    static final String SAVEPOINT = "savepoint-";

    private static final String SAVEPOINTS = "savepoints";

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

    /** Where the savepoints of a run are put whose checkpoints are in this directory. */
    static Path savepoints(String directory) {
        return new Path(new Path(directory), SAVEPOINTS);
    }

    /** Whether it is kept whatever becomes of the run: a savepoint that the run did not take itself. */
    boolean isKept(Path checkpoint) {
        return checkpoint.getName().startsWith(SAVEPOINT)
                && !directory.getPath().equals(checkpoint.getParent().getPath());
    }

    /** The folder and, if it is local, the directory of the checkpoints. */
    List<java.nio.file.Path> local(java.nio.file.Path folder) {
        return "file".equals(directory.toUri().getScheme())
                ? List.of(folder, java.nio.file.Path.of(directory.getPath()))
                : List.of(folder);
    }

    /** The newest savepoint or complete checkpoint: one without {@code _metadata} was never finished. */
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

    /** A savepoint or checkpoint that the settings name. */
    static Path given(String option, String location) {
        Path path = new Path(location);
        try {
            if (metadata(path).isPresent()) {
                return path;
            }
        } catch (IOException e) {
            throw new InvalidSettingException(option, location, "a savepoint that can be read: " + e.getMessage());
        }
        throw new InvalidSettingException(option, location, "the folder of a savepoint or checkpoint, with _metadata");
    }

    private List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>();
        for (FileStatus entry : list(directory)) {
            if (entry.getPath().getName().startsWith(SAVEPOINT)) {
                all.add(entry.getPath());
                continue;
            }
            for (FileStatus checkpoint : list(entry.getPath())) {
                String name = checkpoint.getPath().getName();
                if (name.startsWith(CHECKPOINT) || name.startsWith(SAVEPOINT)) {
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

    /** Takes the run's checkpoints away once it has finished; savepoints are their owner's. */
    void delete() throws IOException {
        FileSystem files = directory.getFileSystem();
        boolean empty = true;
        for (FileStatus child : list(directory)) {
            if (child.getPath().getName().equals(SAVEPOINTS)) {
                empty = false;
            } else {
                files.delete(child.getPath(), true);
            }
        }
        if (empty) {
            files.delete(directory, true);
        }
    }
}
