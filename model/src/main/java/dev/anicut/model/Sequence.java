package dev.anicut.model;

import java.util.Comparator;

/**
 * The version order of a document's records: an older sequence never overwrites a newer one. Compared field by field,
 * as PostgreSQL compares {@code bigint[]}.
 *
 * @param version the configured version field; else for Kafka the record's timestamp, for files the start of the run,
 *     both in milliseconds since the epoch
 * @param ordinal the place of the file among the run's files in path order; for Kafka the partition's, behind them
 * @param position the offset in the file or partition
 */
public record Sequence(long version, long ordinal, long position) implements Comparable<Sequence> {
    private static final Comparator<Sequence> ORDER = Comparator.comparingLong(Sequence::version)
            .thenComparingLong(Sequence::ordinal)
            .thenComparingLong(Sequence::position);

    /** Bits of {@link #timestamp} that hold the position. */
    public static final int POSITION_BITS = 41;

    private static final long UNKNOWN_VERSION = Long.MIN_VALUE;
    private static final long MAX_ORDINAL = (1L << (63 - POSITION_BITS)) - 1;
    private static final long MAX_POSITION = (1L << POSITION_BITS) - 1;

    /** Partitions have their places behind those of files, which a run reads before it turns to topics. */
    private static final long FIRST_PARTITION = 1L << 21;

    /**
     * The sequence of a topic's record.
     *
     * @param timestamp the record's, in milliseconds since the epoch
     * @param partition the partition, counted over all topics of the run
     */
    public static Sequence ofPartition(long timestamp, long partition, long offset) {
        return new Sequence(timestamp, FIRST_PARTITION + partition, offset);
    }

    @Override
    public int compareTo(Sequence other) {
        return ORDER.compare(this, other);
    }

    public boolean isNewerThan(Sequence other) {
        return compareTo(other) > 0;
    }

    /** The same record under a configured version: ties between runs go to the later run, within a run to the later place. */
    public Sequence withVersion(long configured) {
        return new Sequence(configured, version, timestamp());
    }

    /**
     * What {@link #withVersion} was made from; beyond what {@link #timestamp} can hold the ordinal is its bound.
     *
     * @param place the record's position, as its origin has it
     */
    public Sequence withoutVersion(long place) {
        return new Sequence(ordinal, position >>> POSITION_BITS, place);
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
        return (Math.min(ordinal, MAX_ORDINAL) << POSITION_BITS) | Math.min(position, MAX_POSITION);
    }

    /**
     * Whether both were read from the same file or partition, and this one before the other; of two files or partitions
     * nobody knows.
     *
     * @param versioned whether a version is configured, see {@link #withVersion}
     */
    public boolean isReadBefore(Sequence other, boolean versioned) {
        long place = versioned ? position : timestamp();
        long otherPlace = versioned ? other.position : other.timestamp();
        return place >> POSITION_BITS == otherPlace >> POSITION_BITS && place < otherPlace;
    }
}
