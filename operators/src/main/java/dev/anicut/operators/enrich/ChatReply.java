package dev.anicut.operators.enrich;

/**
 * A model's answer.
 *
 * @param content what it said
 * @param usage tokens, by the server's count
 * @param finishReason why it stopped, for example {@code stop} or {@code length}; null if the server does not tell
 */
record ChatReply(String content, Usage usage, String finishReason) {}
