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

    static RecordHandle of(Document document) {
        return new RecordHandle(null, document.source(), document.id(), document.sequence(), null);
    }
}
