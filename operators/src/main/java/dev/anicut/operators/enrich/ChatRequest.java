package dev.anicut.operators.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A question to a model.
 *
 * @param model the model
 * @param messages the conversation so far
 * @param schema the JSON Schema of the answer, null for any
 * @param maxOutputTokens tokens that the answer may have
 */
record ChatRequest(String model, List<ChatMessage> messages, JsonNode schema, int maxOutputTokens) {

    /** Tokens in and out at most, by estimate. The schema counts, wherever in the request it stands. */
    Usage estimate() {
        long input = 4 + (schema == null ? 0 : TokenEstimate.of(schema.toString()));
        for (ChatMessage message : messages) {
            input += 4 + TokenEstimate.of(message.content());
        }
        return new Usage(input, maxOutputTokens);
    }
}
