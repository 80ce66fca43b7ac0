package dev.anicut.jobs.redrive;

import org.apache.flink.api.connector.source.SourceSplit;

/**
 * Dead letters that follow one another, and how far their reader has got.
 *
 * @param splitId unique in the run
 * @param next the place of the next letter
 * @param end the place behind the last
 * @param position within a letter that stands for several records where to go on, or {@link #START}
 */
record RedriveSplit(String splitId, long next, long end, long position) implements SourceSplit {
    static final long START = -1;

    RedriveSplit at(long place, long placePosition) {
        return new RedriveSplit(splitId, place, end, placePosition);
    }
}
