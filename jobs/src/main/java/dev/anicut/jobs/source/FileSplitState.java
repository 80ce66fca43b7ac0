package dev.anicut.jobs.source;

/** How far the records of a split have been emitted. */
final class FileSplitState {
    private final FileSplit split;
    private int slice;
    private long position;

    FileSplitState(FileSplit split) {
        this.split = split;
        this.slice = split.slice();
        this.position = split.position();
    }

    void advance(int nextSlice, long nextPosition) {
        slice = nextSlice;
        position = nextPosition;
    }

    FileSplit toSplit() {
        return split.at(slice, position);
    }
}
