package dev.anicut.llmdouble;

import java.time.Instant;

/**
 * A request that was received, and what became of it.
 *
 * @param id the number of the answer, also its {@code id}
 * @param model as asked for; empty where the request had none
 * @param content the SHA-256 of the first user message
 * @param document the SHA-256 of the document's text found in it
 * @param begins the first words of that text
 * @param attempt the how manieth request of this model with this content
 * @param promptTokens a quarter of the messages' characters
 * @param completionTokens a quarter of the answer's characters; 0 without an answer
 * @param status the HTTP status that was decided on; 0 for none, when it hangs or is reset
 * @param fault what was made to go wrong; {@link Fault#NONE} also for a 429 by a limit and for the caller's own errors
 * @param error the code in the error's body; empty if there is none
 * @param inFlight requests under way, this one included, when it came
 * @param end how it ended
 */
public record LoggedRequest(
        String id,
        Instant time,
        String model,
        String content,
        String document,
        String begins,
        int attempt,
        int promptTokens,
        int completionTokens,
        int status,
        Fault fault,
        String error,
        int inFlight,
        End end) {

    /** How a request ended. */
    public enum End {
        /** Not yet, or the double was killed. */
        OPEN,
        /** The whole answer was sent. */
        ANSWERED,
        /** The client went away before. */
        GONE,
        /** The double cut the connection. */
        CUT
    }

    /** Whether a provider would charge for it: answered with 200, whether or not the client waited for it. */
    public boolean paid() {
        return status == 200;
    }

    LoggedRequest ended(End how) {
        return new LoggedRequest(
                id,
                time,
                model,
                content,
                document,
                begins,
                attempt,
                promptTokens,
                completionTokens,
                status,
                fault,
                error,
                inFlight,
                how);
    }
}
