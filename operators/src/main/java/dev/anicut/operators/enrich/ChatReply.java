package dev.anicut.operators.enrich;

/**
 * What a model said. It was paid for, whether it is an answer or not.
 *
 * @param content the answer, null if there is none
 * @param refusal why the model would not answer, in its own words; null unless it says so
 * @param usage tokens, by the server's count
 * @param finishReason why it stopped, for example {@code stop} or {@code length}; null if the server does not tell
 */
record ChatReply(String content, String refusal, Usage usage, String finishReason) {
    private static final int MAX_CHARS = 200;

    ChatReply(String content, Usage usage, String finishReason) {
        this(content, null, usage, finishReason);
    }

    /** Why it is no answer, nor would be one if it were asked for once more; null if it may be. */
    String declined() {
        if ("content_filter".equals(finishReason)) {
            return "the content filter held the answer back (finish reason content_filter)";
        }
        if (content != null) {
            return null;
        }
        String why = " (finish reason " + (finishReason == null ? "not told" : finishReason) + ")";
        if (refusal != null) {
            return "the model refuses" + why + ": " + refusal.substring(0, Math.min(MAX_CHARS, refusal.length()));
        }
        return "length".equals(finishReason)
                ? "no answer came" + why + ": a model that reasons first needs more of "
                        + EnrichOptions.MAX_OUTPUT_TOKENS.key()
                : "no answer came" + why;
    }

    /** What is kept of it where it is no answer; null if it said nothing. */
    String said() {
        return content == null ? refusal : content;
    }
}
