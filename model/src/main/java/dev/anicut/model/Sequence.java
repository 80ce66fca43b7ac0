package dev.anicut.model;

import java.util.Comparator;

/**
 * The version order of a document's records: an older sequence never overwrites a newer one. Compared field by field,
 * as PostgreSQL compares {@code bigint[]}.
 *
 * @param version the configured version field; else for Kafka the record's timestamp, for files the start of the run,
 *     both in milliseconds since the epoch
 * @param ordinal the place of the file among the run's files in path order; for Kafka the partition
 * @param position the offset in the file or partition
 */
public record Sequence(long version, long ordinal, long position) implements Comparable<Sequence> {
    private static final Comparator<Sequence> ORDER = Comparator.comparingLong(Sequence::version)
            .thenComparingLong(Sequence::ordinal)
            .thenComparingLong(Sequence::position);

    @Override
    public int compareTo(Sequence other) {
        return ORDER.compare(this, other);
    }

    private static final long UNKNOWN_VERSION = Long.MIN_VALUE;

    public boolean isNewerThan(Sequence other) {
        return compareTo(other) > 0;
    }

    /** The same record under a configured version: ties between runs go to the later run, within a run to the later place. */
    public Sequence withVersion(long configured) {
        return new Sequence(configured, version, timestamp());
    }

    /**
     * The same record where a version is configured, and it names none, as a tombstone may: the lowest there is, until
     * {@link #inVersionOf} says better.
     */
    public Sequence withUnknownVersion() {
        return withVersion(UNKNOWN_VERSION);
    }

    public boolean hasUnknownVersion() {
        return version == UNKNOWN_VERSION;
    }

    /** The same record within the version of another: then the time and place of reading decide between the two. */
    public Sequence inVersionOf(Sequence other) {
        return new Sequence(other.version, ordinal, position);
    }

    /**
     * The place within the run as one number that keeps the order, for use as a Flink record timestamp: batch execution
     * sorts the records of a key by timestamp, so with it order within a key survives. 22 bits of ordinal, 41 of
     * position; beyond these the order of ties is lost, nothing else.
     */
    public long timestamp() {
        return (Math.min(ordinal, (1L << 22) - 1) << 41) | Math.min(position, (1L << 41) - 1);
    }
}
