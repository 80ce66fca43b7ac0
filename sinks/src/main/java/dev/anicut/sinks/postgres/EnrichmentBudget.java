package dev.anicut.sinks.postgres;

import dev.anicut.model.memory.BudgetLeft;
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

    private static final double NANOS_PER_DOLLAR = 1e9;

    /** What is left when so much is spent or put aside. */
    BudgetLeft after(long takenCost, long takenTokens) {
        boolean costLimited = cost != Long.MAX_VALUE;
        boolean tokensLimited = tokens != Long.MAX_VALUE;
        double costLeft = costLimited ? Math.max(0, cost - takenCost) : Double.NaN;
        double tokensLeft = tokensLimited ? Math.max(0, tokens - takenTokens) : Double.NaN;
        double costShare = costLimited ? costLeft / cost : 1;
        double tokensShare = tokensLimited ? tokensLeft / tokens : 1;
        double share = costLimited || tokensLimited ? Math.min(costShare, tokensShare) : Double.NaN;
        return new BudgetLeft(costLeft / NANOS_PER_DOLLAR, tokensLeft, share);
    }
}
