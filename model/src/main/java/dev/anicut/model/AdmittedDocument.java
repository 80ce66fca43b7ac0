package dev.anicut.model;

/**
 * A document that dedup lets through.
 *
 * @param document the document, text and all
 * @param outcome how its record ends if all goes well
 * @param duplicateOf for {@link Outcome#DUPLICATE} the id of the first owner seen, else null
 * @param contentWhole whether its content is stored whole already: then only its row is written
 */
public record AdmittedDocument(Document document, Outcome outcome, String duplicateOf, boolean contentWhole) {}
