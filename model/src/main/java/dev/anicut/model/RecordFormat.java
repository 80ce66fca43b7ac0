package dev.anicut.model;

/** What the bytes of a {@link RawRecord} are. */
public enum RecordFormat {
    /** One JSON object: a line of JSON Lines, or a CSV or Parquet row that the source has turned into an object. */
    JSON,
    /** A whole file; its media type is found from its bytes and its name. */
    FILE,
    /**
     * Several records: the rest of a file, or of a part of one, that could not be read. Only a failed record is of this
     * format.
     */
    RECORDS,
    /** Nothing: the document named by {@link RawRecord#fallbackId} is to be taken away. */
    TOMBSTONE
}
