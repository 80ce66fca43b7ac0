package dev.anicut.operators.enrich;

import java.time.Duration;
import java.util.concurrent.CompletionException;

/** A call that brought no answer. */
final class ChatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What it means for the call and for the others. */
    enum Kind {
        /** The key is refused, the account is empty: no call will do better. */
        UNAUTHORIZED,
        /** The server does not know the model, or is no such server: no call will do better. */
        UNKNOWN_MODEL,
        /** 429: a little later it may work. */
        RATE_LIMITED,
        /** 5xx, no connection: it may work again. */
        UNAVAILABLE,
        /** No whole answer in time: it may have been paid for. */
        TIMEOUT,
        /** The connection broke, or a model behind the server failed: it may have been paid for. */
        BROKEN,
        /** What came as an answer is no reply of the protocol: it may have been paid for; see {@link Refusals}. */
        FOREIGN,
        /** The server does not take an optional part of the request: asked at once without it, it may work. */
        SIMPLER,
        /** 403: this document, or the key; see {@link Refusals}. */
        FORBIDDEN,
        /** The server does not take this very request: no repetition will do better. */
        REFUSED,
        /** The server's content filter does not take this document: no repetition will do better. */
        FILTERED,
        /** The reply is longer than any answer: it has been paid for, and no repetition will do better. */
        OVERSIZED
    }

    private final Kind kind;
    private final Duration retryAfter;

    ChatException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** @param retryAfter what the server asks to be waited, null if it does not say */
    ChatException(Kind kind, String message, Duration retryAfter) {
        super(message, null, false, false);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    Kind kind() {
        return kind;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    boolean isFatal() {
        return kind == Kind.UNAUTHORIZED || kind == Kind.UNKNOWN_MODEL;
    }

    /** Whether it is about this document alone, for good. */
    boolean isFinal() {
        return kind == Kind.REFUSED || kind == Kind.FILTERED || kind == Kind.OVERSIZED;
    }

    boolean isTransient() {
        return !isFatal() && !isFinal();
    }

    /** Whether the server may have worked on it, so that it counts as paid. */
    boolean mayBePaid() {
        return kind == Kind.TIMEOUT || kind == Kind.BROKEN || kind == Kind.FOREIGN || kind == Kind.OVERSIZED;
    }

    /** The failure behind the wrappers that futures put around it. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
