package dev.anicut.sinks.postgres;

import dev.anicut.model.Origin;
import dev.anicut.model.RecordHandle;

/**
 * A dead letter under way in a redrive.
 *
 * @param place its place among the letters of the redrive
 * @param origin where its record was read
 * @param parsed whether the record had become a document: then its sequence holds the configured version
 * @param handle what is needed to make the record once more
 * @param payload all of the record, or null if it has to be read again
 */
public record TakenLetter(long place, Origin origin, boolean parsed, RecordHandle handle, byte[] payload) {}
