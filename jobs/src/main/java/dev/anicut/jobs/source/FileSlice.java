package dev.anicut.jobs.source;

import dev.anicut.model.Reason;

/**
 * A file to read, or the part of one whose records begin in a range of its bytes.
 *
 * @param input the input as the user gave it
 * @param path the file's absolute path
 * @param id the file's path relative to the input, or to the folder that holds all inputs
 * @param ordinal its place among the run's files
 * @param length its length when it was listed
 * @param modified when it was last modified then, in milliseconds since the epoch
 * @param start the first byte of the range
 * @param end the byte behind the last
 * @param problem why it cannot be read, null for a file that can be tried
 * @param message the problem in one line, or null
 */
record FileSlice(
        String input,
        String path,
        String id,
        long ordinal,
        long length,
        long modified,
        long start,
        long end,
        Reason problem,
        String message) {

    static FileSlice of(FileWalker.Found found, long ordinal) {
        return new FileSlice(
                found.root().given(),
                found.path(),
                found.root().prefix() + found.cursor().relative(),
                ordinal,
                found.length(),
                found.modified(),
                0,
                found.length(),
                found.problem(),
                found.message());
    }

    /** What stands for files that have gone since they were found. */
    static FileSlice ofMissing(long files, String folder, SourceConfig config, long ordinal) {
        return new FileSlice(
                config.path(),
                // the folder itself may have a problem of its own
                folder + "/",
                folder + "/",
                ordinal,
                0,
                0,
                0,
                0,
                Reason.VANISHED,
                "files that were found when the run began had gone when their folders were listed: " + files
                        + " at least");
    }

    FileSlice part(long from, long to) {
        return new FileSlice(input, path, id, ordinal, length, modified, from, to, problem, message);
    }

    long size() {
        return end - start;
    }

    boolean isPart() {
        return start > 0 || end < length;
    }
}
