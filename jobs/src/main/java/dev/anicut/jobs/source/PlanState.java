package dev.anicut.jobs.source;

/**
 * How far the files have been cut into splits: of the same size however many files there are.
 *
 * @param cursor the last file that was found, or null
 * @param rest what is left to cut of that file, or null
 * @param nextOrdinal the ordinal of the next file
 * @param nextSplit the number of the next split
 * @param finished whether there is nothing left to find
 */
record PlanState(FileWalker.Cursor cursor, FileSlice rest, long nextOrdinal, long nextSplit, boolean finished) {
    static final PlanState START = new PlanState(null, null, 0, 0, false);
}
