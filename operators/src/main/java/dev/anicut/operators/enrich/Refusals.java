package dev.anicut.operators.enrich;

import dev.anicut.operators.enrich.ChatException.Kind;
import java.net.URI;

/**
 * Tells a document that a model's server refuses, or a reply that was broken, from a server that never answers as it
 * should, which only many of them in a row can show. Not thread-safe.
 *
 * <p>403 may mean a key that was revoked, or a filter that dislikes this text; 400 may mean a text that is too long, or
 * a request in a form that the server never takes. Replies that are none of the protocol may come from a server of another
 * kind, and would be paid for again and again. Once it has answered one, its form is right.
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
        boolean wrongForm = !everAnswered && (failure.kind() == Kind.REFUSED || failure.kind() == Kind.FOREIGN);
        if (failure.kind() != Kind.FORBIDDEN && !wrongForm) {
            return failure;
        }
        inARow++;
        if (inARow < MANY) {
            return failure;
        }
        return wrongForm
                ? new ChatException(
                        Kind.UNKNOWN_MODEL,
                        EnrichOptions.URL.key() + ": the server at " + uri
                                + (failure.kind() == Kind.FOREIGN ? " answers none of" : " refuses") + " the first "
                                + inARow + " requests: " + failure.getMessage())
                : new ChatException(
                        Kind.UNAUTHORIZED,
                        EnrichOptions.KEY.key() + ": the server at " + uri + " refuses " + inARow + " calls in a row: "
                                + failure.getMessage());
    }
}
