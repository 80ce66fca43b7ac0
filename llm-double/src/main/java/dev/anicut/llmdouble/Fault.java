package dev.anicut.llmdouble;

import java.util.Locale;

/** What goes wrong with an answer. */
public enum Fault {
    /** Nothing. */
    NONE(200),
    /** 429 with Retry-After, though no limit was reached. */
    RATE_LIMIT(429),
    /** 429 with the code {@code insufficient_quota}, which no retry helps. */
    QUOTA(429),
    ERROR_500(500),
    UNAVAILABLE_503(503),
    /** Never answers; the connection stays open. */
    HANG(0),
    /** A TCP reset in place of an answer. */
    RESET(0),
    /** Headers at once, then the body in drops. */
    SLOW_BODY(200),
    /** Headers and half of the body, then silence. */
    STALL(200),
    /** The body is no JSON. */
    MALFORMED_BODY(200),
    /** The body is well formed, the answer in it is no JSON. */
    MALFORMED_ANSWER(200),
    /** The answer is JSON that breaks the schema. */
    BREAK_SCHEMA(200),
    /** The right answer, wrapped in a Markdown code fence and a sentence. */
    FENCED(200),
    /** The answer breaks off, with the finish reason {@code length}. */
    TRUNCATED(200),
    /** The answer conforms, and says that it is unsure wherever the schema has a place for it. */
    UNSURE(200),
    /** No content, a refusal in its place. */
    REFUSAL(200);

    private final int status;

    Fault(int status) {
        this.status = status;
    }

    /** The HTTP status; 0 where none is sent. */
    int status() {
        return status;
    }

    /** The name as options and logs have it, for example {@code error-500}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return label();
    }
}
