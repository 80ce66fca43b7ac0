package dev.anicut.operators.enrich;

/** Tokens of a call, by the server's count. */
record Usage(long inputTokens, long outputTokens) {
    static final Usage NONE = new Usage(0, 0);

    long total() {
        return inputTokens + outputTokens;
    }

    Usage plus(Usage other) {
        return new Usage(inputTokens + other.inputTokens, outputTokens + other.outputTokens);
    }
}
