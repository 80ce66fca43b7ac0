package dev.anicut.model;

import java.util.Comparator;

/**
 * The version order of a document's records: an older sequence never overwrites a newer one. Compared field by field,
 * as PostgreSQL compares {@code bigint[]}.
 *
 * @param version the configured version field; else for Kafka the record's timestamp, for files the start of the run,
 *     both in milliseconds since the epoch
 * @param ordinal the place of the file among the run's files in path order; 0 for Kafka
 * @param position the offset in the file or partition
 */
public record Sequence(long version, long ordinal, long position) implements Comparable<Sequence> {
    private static final int POSITION_BITS = 41;

    private static final Comparator<Sequence> ORDER = Comparator.comparingLong(Sequence::version)
            .thenComparingLong(Sequence::ordinal)
            .thenComparingLong(Sequence::position);

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
     * The place within the run as one number that keeps the order, for use as a Flink record timestamp: batch execution
     * sorts the records of a key by timestamp, so with it order within a key survives. 22 bits of ordinal, 41 of
     * position; beyond these the order of ties is lost, nothing else.
     */
    public long timestamp() {
        return (Math.min(ordinal, (1L << 22) - 1) << POSITION_BITS) | Math.min(position, (1L << POSITION_BITS) - 1);
    }
}
