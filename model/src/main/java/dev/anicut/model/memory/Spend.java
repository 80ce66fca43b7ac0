package dev.anicut.model.memory;

/**
 * An addition to what was spent on a model.
 *
 * @param llm the model
 * @param calls requests that were sent
 * @param failedCalls those of them that brought no answer
 * @param inputTokens tokens sent
 * @param outputTokens tokens answered
 * @param cost in billionths of a dollar
 * @param hits documents that took an answer which was there already
 * @param saved what these answers had cost, in billionths of a dollar
 * @param releasedTokens tokens that were reserved for what is settled here
 * @param releasedCost billionths of a dollar that were reserved for it
 */
public record Spend(
        String llm,
        long calls,
        long failedCalls,
        long inputTokens,
        long outputTokens,
        long cost,
        long hits,
        long saved,
        long releasedTokens,
        long releasedCost) {

    /** An answer that was found. */
    public static Spend hit(String llm, long saved) {
        return new Spend(llm, 0, 0, 0, 0, 0, 1, saved, 0, 0);
    }

    public Spend plus(Spend other) {
        return new Spend(
                llm,
                calls + other.calls,
                failedCalls + other.failedCalls,
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                cost + other.cost,
                hits + other.hits,
                saved + other.saved,
                releasedTokens + other.releasedTokens,
                releasedCost + other.releasedCost);
    }
}
