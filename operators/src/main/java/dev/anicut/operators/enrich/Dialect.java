package dev.anicut.operators.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * Which of the protocol's optional parts a server's model takes.
 *
 * @param schema the answer's schema as {@code response_format}; without it the instructions carry the schema
 * @param maxTokens {@code max_tokens}; newer models want {@code max_completion_tokens}
 * @param temperature a temperature of 0
 */
record Dialect(boolean schema, boolean maxTokens, boolean temperature) {
    static final Dialect FULL = new Dialect(true, true, true);

    private static final ObjectMapper JSON = new ObjectMapper();

    Dialect and(Dialect other) {
        return new Dialect(schema && other.schema, maxTokens && other.maxTokens, temperature && other.temperature);
    }

    /** Without the part that the server complains about; null if its complaint is another. */
    Dialect without(String complaint) {
        String said = complaint.toLowerCase(Locale.ROOT);
        if (schema && (said.contains("response_format") || said.contains("json_schema"))) {
            return new Dialect(false, maxTokens, temperature);
        }
        if (maxTokens && said.contains("max_completion_tokens")) {
            return new Dialect(schema, false, temperature);
        }
        if (temperature && said.contains("temperature")) {
            return new Dialect(schema, maxTokens, false);
        }
        return null;
    }

    String body(ChatRequest request) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", request.model());
        ArrayNode messages = body.putArray("messages");
        for (ChatMessage message : request.messages()) {
            boolean carriesSchema = !schema && message.role().equals("system");
            messages.addObject()
                    .put("role", message.role())
                    .put(
                            "content",
                            carriesSchema
                                    ? message.content() + "\n\nThe answer is one JSON object that holds to this JSON"
                                            + " Schema, and nothing around it:\n" + request.schema()
                                    : message.content());
        }
        if (temperature) {
            body.put("temperature", 0);
        }
        body.put(maxTokens ? "max_tokens" : "max_completion_tokens", request.maxOutputTokens());
        if (schema) {
            ObjectNode format = body.putObject("response_format");
            format.put("type", "json_schema");
            ObjectNode named = format.putObject("json_schema");
            named.put("name", "answer");
            named.put("strict", AnswerSchema.isStrict(request.schema()));
            named.set("schema", request.schema());
        }
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always written", e);
        }
    }
}
