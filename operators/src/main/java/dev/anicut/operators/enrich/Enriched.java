package dev.anicut.operators.enrich;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.DocumentHeader;

/**
 * What an asynchronous call comes to: the header goes on in any case.
 *
 * @param header the header, marked
 * @param deadLetter null unless the enrichment failed
 */
public record Enriched(DocumentHeader header, DeadLetter deadLetter) {}
