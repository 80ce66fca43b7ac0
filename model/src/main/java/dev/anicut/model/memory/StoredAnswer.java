package dev.anicut.model.memory;

/**
 * What a model has answered about a content, or why it could not.
 *
 * @param key what was asked
 * @param result the answer, JSON that holds to the prompt's schema; null if none was had that does
 * @param unsure whether the answer says of itself that it is unsure
 * @param failure null, or why no answer can be had from this model
 * @param partial whether the text was cut before it was asked about
 * @param calls requests that were answered for it
 * @param inputTokens tokens that were sent for it, by the server's count
 * @param outputTokens tokens that were answered, by the server's count
 * @param cost what it cost, in billionths of a dollar
 * @param latencyMillis from the first request to the answer, waiting included
 */
public record StoredAnswer(
        EnrichmentKey key,
        String result,
        boolean unsure,
        String failure,
        boolean partial,
        int calls,
        long inputTokens,
        long outputTokens,
        long cost,
        long latencyMillis) {

    public boolean isFailed() {
        return result == null;
    }
}
