package dev.anicut.operators.enrich;

/** One turn of a conversation: {@code system}, {@code user} or {@code assistant}, and what was said. */
record ChatMessage(String role, String content) {}
