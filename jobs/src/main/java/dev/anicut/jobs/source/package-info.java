/**
 * The bulk file source: every record of a set of files, once, as a value, whatever state the files are in.
 *
 * <p>{@link dev.anicut.jobs.source.FileInputs} finds the inputs, the enumerator walks and cuts them into splits, the
 * readers turn splits into {@link dev.anicut.model.RawRecord}s.
 */
package dev.anicut.jobs.source;
