package dev.anicut.model;

/**
 * Where a record came from: enough to find its bytes again, and equal for the same record on every replay.
 *
 * @param name the topic, or the absolute path of the file
 * @param partition the partition of the topic, or {@link #FILE} for a file
 * @param position the offset in the partition, or the byte offset in the file (decompressed, in compressed files; the
 *     row's index in Parquet)
 */
public record Origin(String name, int partition, long position) {
    /** The partition of everything that comes from a file. */
    public static final int FILE = -1;

    public static Origin ofFile(String path, long position) {
        return new Origin(path, FILE, position);
    }

    public static Origin ofTopic(String topic, int partition, long offset) {
        return new Origin(topic, partition, offset);
    }

    public boolean isFile() {
        return partition == FILE;
    }

    /** {@code path@position} for files, {@code topic-partition@offset} for topics: the form stored in tables. */
    @Override
    public String toString() {
        return isFile() ? name + "@" + position : name + "-" + partition + "@" + position;
    }
}
