package dev.anicut.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A request for a chat completion, read.
 *
 * @param body the request as it came
 * @param messages the text of each message, in order
 * @param user the first user message: what attempts are counted by
 * @param document the document's text found in it
 * @param attempt the how manieth request of this model with this first user message
 */
public record ChatRequest(
        JsonNode body, String model, List<String> messages, String user, String document, int attempt) {

    /** The type of the response_format; {@code text} where there is none. */
    public String format() {
        return body.path("response_format").path("type").asText("text");
    }

    /** A quarter of the messages' characters, and at least 1. */
    public int promptTokens() {
        return tokens(messages.stream().mapToInt(String::length).sum());
    }

    static int tokens(int characters) {
        return Math.max(1, (characters + 3) / 4);
    }

    String contentHash() {
        return Dice.hash(user);
    }

    /** Most tokens of the answer; 0 is no limit. */
    int mostTokens() {
        return body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(0));
    }

    ChatRequest withAttempt(int number) {
        return new ChatRequest(body, model, messages, user, document, number);
    }

    static ChatRequest of(JsonNode body) {
        List<String> messages = new ArrayList<>();
        String user = null;
        for (JsonNode message : body.path("messages")) {
            String text = text(message.path("content"));
            messages.add(text);
            if (user == null && message.path("role").asText().equals("user")) {
                user = text;
            }
        }
        String first = user == null ? "" : user;
        String document = DocumentText.in(first).text();
        return new ChatRequest(body, body.path("model").asText(), messages, first, document, 0);
    }

    /** A string, or the parts of the type text. */
    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }
}
