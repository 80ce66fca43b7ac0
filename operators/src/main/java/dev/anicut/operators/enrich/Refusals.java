package dev.anicut.operators.enrich;

import dev.anicut.operators.enrich.ChatException.Kind;
import java.net.URI;

/**
 * Tells a document that a model's server refuses from a server that refuses them all, which only many of them in a row can
 * show. Not thread-safe.
 *
 * <p>403 may mean a key that was revoked, or a filter that dislikes this text; 400 may mean a text that is too long, or
 * a request in a form that the server never takes. Once it has taken one, its form is right.
 */
final class Refusals {
    static final int MANY = 20;

    private final URI uri;
    private int inARow;
    private boolean everAnswered;

    Refusals(URI uri) {
        this.uri = uri;
    }

    void answered() {
        everAnswered = true;
        inARow = 0;
    }

    /** What a failure means in the light of those before it: itself, or that no call will do better. */
    ChatException judged(ChatException failure) {
        if (failure.kind() == Kind.FORBIDDEN || failure.kind() == Kind.REFUSED && !everAnswered) {
            inARow++;
        }
        if (inARow < MANY) {
            return failure;
        }
        return failure.kind() == Kind.FORBIDDEN
                ? new ChatException(
                        Kind.UNAUTHORIZED,
                        EnrichOptions.KEY.key() + ": the server at " + uri + " refuses " + inARow + " calls in a row: "
                                + failure.getMessage())
                : failure.kind() == Kind.REFUSED && !everAnswered
                        ? new ChatException(
                                Kind.UNKNOWN_MODEL,
                                EnrichOptions.URL.key() + ": the server at " + uri + " refuses the first " + inARow
                                        + " requests: " + failure.getMessage())
                        : failure;
    }
}
