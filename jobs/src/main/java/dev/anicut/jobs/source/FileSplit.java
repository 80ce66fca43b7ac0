package dev.anicut.jobs.source;

import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * What a reader is given at a time: many small files, a large one, or a part of one; and how far it has got.
 *
 * @param splitId unique in the run
 * @param slices what to read, in order
 * @param slice the index of the slice to go on with
 * @param position where the next record of that slice begins, or {@link #START}
 */
record FileSplit(String splitId, List<FileSlice> slices, int slice, long position) implements SourceSplit {
    /** The position in a slice of which nothing has been read. */
    static final long START = -1;

    static FileSplit of(long number, List<FileSlice> slices) {
        return new FileSplit("files-" + number, slices, 0, START);
    }

    FileSplit at(int nextSlice, long nextPosition) {
        return new FileSplit(splitId, slices, nextSlice, nextPosition);
    }
}
