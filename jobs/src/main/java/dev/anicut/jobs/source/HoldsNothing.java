package dev.anicut.jobs.source;

import dev.anicut.model.Reason;

/** A file in which nothing is written, not even that it holds no records. */
final class HoldsNothing {
    private HoldsNothing() {}

    /** @param bytes that it has, all of them white space */
    static SliceFailure failure(long bytes) {
        return new SliceFailure(
                Reason.EMPTY_TEXT, bytes == 0 ? "the file is empty" : "the file has nothing but white space");
    }
}
