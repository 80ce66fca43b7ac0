package dev.anicut.sinks.postgres;

/**
 * What a run has spent on language models.
 *
 * @param calls requests sent
 * @param failedCalls those of them that brought no answer
 * @param costNanos in billionths of a dollar
 * @param cacheHits documents that took an answer which was there already
 * @param savedNanos what these answers had cost, in billionths of a dollar
 */
public record RunCosts(
        long calls,
        long failedCalls,
        long inputTokens,
        long outputTokens,
        long costNanos,
        long cacheHits,
        long savedNanos) {
    public static final RunCosts NONE = new RunCosts(0, 0, 0, 0, 0, 0, 0);

    public RunCosts plus(RunCosts other) {
        return new RunCosts(
                calls + other.calls,
                failedCalls + other.failedCalls,
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                costNanos + other.costNanos,
                cacheHits + other.cacheHits,
                savedNanos + other.savedNanos);
    }
}
