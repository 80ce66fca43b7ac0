package dev.anicut.model;

/**
 * A document with what PostgreSQL held when it passed.
 *
 * @param document the document
 * @param stored the stored version of this id, or null
 * @param contentOwner the id of the document that first brought the content, as long as the content is stored; null if
 *     it is not
 * @param contentWhole whether the content is stored whole for this run's chunker and model, so that there is nothing
 *     left to chunk or embed
 * @param enrichmentSettled whether nothing is left to enrich: the run enriches nothing, or the content's answer, or its
 *     failure, is stored and the document is marked so
 */
public record RecalledDocument(
        Document document,
        StoredDocument stored,
        String contentOwner,
        boolean contentWhole,
        boolean enrichmentSettled) {

    /** Of a run that enriches nothing. */
    public RecalledDocument(Document document, StoredDocument stored, String contentOwner, boolean contentWhole) {
        this(document, stored, contentOwner, contentWhole, true);
    }
}
