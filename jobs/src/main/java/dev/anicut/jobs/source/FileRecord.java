package dev.anicut.jobs.source;

import dev.anicut.model.RawRecord;

/**
 * A record with the place to go on from behind it.
 *
 * @param slice the index of the slice in its split
 * @param position the position in that slice
 */
record FileRecord(RawRecord record, int slice, long position) {}
