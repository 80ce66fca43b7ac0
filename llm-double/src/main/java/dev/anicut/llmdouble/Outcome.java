package dev.anicut.llmdouble;

import java.time.Duration;

/**
 * What was decided about a request before anything is sent.
 *
 * @param reply null where none is sent
 * @param delay until it is sent
 */
record Outcome(Fault fault, String error, HttpReply reply, int completionTokens, Duration delay) {

    int status() {
        return reply == null ? 0 : reply.status();
    }

    /** A refusal that is the caller's own doing, sent at once. */
    static Outcome refused(ApiError error) {
        return new Outcome(Fault.NONE, error.codeOrEmpty(), error.reply(), 0, Duration.ZERO);
    }
}
