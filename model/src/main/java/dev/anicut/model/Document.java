package dev.anicut.model;

/**
 * A parsed document.
 *
 * @param id the document's id, stable over versions; never blank
 * @param sequence the order of its versions
 * @param origin where it was read
 * @param source the input root or topic it came from
 * @param uri where a person finds it, or null
 * @param title its title, or null
 * @param mediaType for example {@code text/plain} or {@code application/pdf}
 * @param metadata a JSON object as text, {@code {}} when there is none
 * @param text the text that is chunked and embedded; null once the text has left the element
 * @param textLength the length of the text in UTF-16 units
 * @param contentHash SHA-256 of the text, 64 hex digits: covers exactly what is chunked and embedded; null for a
 *     tombstone
 * @param fingerprint SHA-256 of the content hash and of all else that is stored, 64 hex digits: equal means unchanged
 */
public record Document(
        String id,
        Sequence sequence,
        Origin origin,
        String source,
        String uri,
        String title,
        String mediaType,
        String metadata,
        String text,
        int textLength,
        String contentHash,
        String fingerprint) {

    /** Equal for all tombstones: a document that is gone already does not change by going again. */
    private static final String TOMBSTONE = Hashes.sha256("tombstone");

    /** A document with its hashes worked out. */
    public static Document of(
            String id,
            Sequence sequence,
            Origin origin,
            String source,
            String uri,
            String title,
            String mediaType,
            String metadata,
            String text) {
        String contentHash = Hashes.sha256(text);
        String fingerprint = Hashes.sha256(contentHash, uri, title, mediaType, metadata);
        return new Document(
                id,
                sequence,
                origin,
                source,
                uri,
                title,
                mediaType,
                metadata,
                text,
                text.length(),
                contentHash,
                fingerprint);
    }

    /** What stands for a document that is taken away: its id, its place in the order of versions, nothing else. */
    public static Document tombstone(String id, Sequence sequence, Origin origin, String source) {
        return new Document(id, sequence, origin, source, null, null, null, "{}", null, 0, null, TOMBSTONE);
    }

    public boolean isTombstone() {
        return contentHash == null;
    }

    /** The same document at another place in the order of versions. */
    public Document withSequence(Sequence other) {
        return new Document(
                id, other, origin, source, uri, title, mediaType, metadata, text, textLength, contentHash, fingerprint);
    }

    public Document withoutText() {
        return new Document(
                id,
                sequence,
                origin,
                source,
                uri,
                title,
                mediaType,
                metadata,
                null,
                textLength,
                contentHash,
                fingerprint);
    }
}
