package dev.anicut.sinks.postgres;

import java.io.Serializable;

/**
 * What may be spent on language models.
 *
 * @param cost in billionths of a dollar
 * @param tokens in and out
 * @param perRun whether each run has it for itself; else it covers all that the runs of this database ever spent
 */
public record EnrichmentBudget(long cost, long tokens, boolean perRun) implements Serializable {
    public static final EnrichmentBudget UNLIMITED = new EnrichmentBudget(Long.MAX_VALUE, Long.MAX_VALUE, true);
}
