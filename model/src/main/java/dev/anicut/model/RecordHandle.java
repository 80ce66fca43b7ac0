package dev.anicut.model;

/**
 * What is needed beside its origin and its bytes to make a {@link RawRecord} once more.
 *
 * @param format what its bytes are; null where only reading it again tells
 * @param source see {@link RawRecord#source}
 * @param fallbackId see {@link RawRecord#fallbackId}; behind parse the document's own id
 * @param sequence its place; behind parse under the configured version, if there is one
 * @param headers see {@link RawRecord#headers}; null where only reading it again tells
 */
public record RecordHandle(RecordFormat format, String source, String fallbackId, Sequence sequence, String headers) {

    static RecordHandle of(RawRecord record) {
        return new RecordHandle(
                record.format(), record.source(), record.fallbackId(), record.sequence(), record.headers());
    }

    /** What a document tells of its record: the uri of a whole file is its path, of a record it is the record's to say. */
    static RecordHandle of(Document document) {
        Origin origin = document.origin();
        RecordFormat format =
                !origin.isFile() ? null : origin.name().equals(document.uri()) ? RecordFormat.FILE : RecordFormat.JSON;
        return new RecordHandle(format, document.source(), document.id(), document.sequence(), null);
    }
}
