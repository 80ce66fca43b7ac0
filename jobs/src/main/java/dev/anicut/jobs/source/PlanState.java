package dev.anicut.jobs.source;

/**
 * How far the files have been cut into splits: of the same size however many files there are.
 *
 * @param cursor the last file that was found, or null
 * @param rest what is left to cut of that file, or null
 * @param nextOrdinal the ordinal of the next file
 * @param nextSplit the number of the next split
 * @param finished whether there is nothing left to find
 * @param expected what was found before the run and has yet to be listed; null if that is not known, or has been told
 */
record PlanState(
        FileWalker.Cursor cursor,
        FileSlice rest,
        long nextOrdinal,
        long nextSplit,
        boolean finished,
        ExpectedFiles expected) {

    static PlanState start(ExpectedFiles expected) {
        return new PlanState(null, null, 0, 0, false, expected);
    }

    PlanState withRest(FileSlice left) {
        return new PlanState(cursor, left, nextOrdinal, nextSplit, finished, expected);
    }

    PlanState behindSplit() {
        return new PlanState(cursor, rest, nextOrdinal, nextSplit + 1, finished, expected);
    }

    PlanState with(ExpectedFiles left) {
        return new PlanState(cursor, rest, nextOrdinal, nextSplit, finished, left);
    }

    /** Behind the next file, all of which is left to cut. */
    PlanState withFile(FileWalker.Cursor found, FileSlice file) {
        return new PlanState(found, file, nextOrdinal + 1, nextSplit, false, expected);
    }

    PlanState end() {
        return new PlanState(cursor, null, nextOrdinal, nextSplit, true, null);
    }
}
