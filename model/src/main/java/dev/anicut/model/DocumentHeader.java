package dev.anicut.model;

/**
 * A document on its way to its row, with the number of chunks that must be in before it.
 *
 * @param document the document; its text is left out unless the row of its content has to hold it
 * @param outcome how its record ends once the row is written
 * @param duplicateOf see {@link AdmittedDocument#duplicateOf}
 * @param chunkCount chunks to wait for; 0 when the content is whole already, or nothing is embedded
 * @param indexed whether this document's chunks make its content whole for the run's chunker and model: then its
 *     {@code indexed_contents} row is written with it
 * @param enrichment how its enrichment ended; null where nothing is enriched
 */
public record DocumentHeader(
        Document document,
        Outcome outcome,
        String duplicateOf,
        int chunkCount,
        boolean indexed,
        Enrichment enrichment) {

    /** A header that has not passed the enrichment, or does not pass it. */
    public DocumentHeader(Document document, Outcome outcome, String duplicateOf, int chunkCount, boolean indexed) {
        this(document, outcome, duplicateOf, chunkCount, indexed, null);
    }

    public DocumentHeader with(Enrichment ended) {
        return new DocumentHeader(document, outcome, duplicateOf, chunkCount, indexed, ended);
    }
}
