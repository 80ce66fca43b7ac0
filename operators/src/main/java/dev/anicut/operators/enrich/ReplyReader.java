package dev.anicut.operators.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.operators.enrich.ChatException.Kind;

/** Reads what a server sends with status 200. */
final class ReplyReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A count beyond this many times the estimate, and as many more, is a server's mistake and not a long answer. */
    private static final int PLAUSIBLE_TIMES = 10;

    private static final int PLAUSIBLE_MORE = 100_000;

    private ReplyReader() {}

    static ChatReply read(String body, ChatRequest request) throws ChatException {
        JsonNode root = parse(body);
        JsonNode choice = root.path("choices").path(0);
        JsonNode message = choice.path("message");
        String finishReason = choice.path("finish_reason").textValue();
        if (!message.isObject() || "error".equals(finishReason)) {
            // some gateways tell so of a model that failed behind them
            boolean failed = root.has("error") || "error".equals(finishReason);
            String said = root.path("error").path("message").asText("");
            String what = body.stripLeading().startsWith("data:") ? "a stream, and no" : "no";
            throw new ChatException(
                    failed ? Kind.BROKEN : Kind.FOREIGN,
                    "what came is " + what + " chat completion"
                            + (said.isBlank() ? "" : ": " + ServerErrors.line(said)));
        }
        String content = content(message.path("content"));
        String refusal = textOrNull(message.path("refusal").asText(null));
        return new ChatReply(content, refusal, usage(root.path("usage"), request, content), finishReason);
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode root = JSON.readTree(body);
            return root == null ? JSON.missingNode() : root;
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    /** A text, or a list of parts some of which are text. */
    private static String content(JsonNode content) {
        if (!content.isArray()) {
            return textOrNull(content.textValue());
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return textOrNull(text.toString());
    }

    private static String textOrNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Servers that do not count are counted for, and so are those whose count cannot be. */
    private static Usage usage(JsonNode usage, ChatRequest request, String content) {
        Usage estimate = request.estimate();
        long input = count(usage.path("prompt_tokens"), estimate.inputTokens());
        long output = count(usage.path("completion_tokens"), estimate.outputTokens());
        boolean counted = input + output > 0;
        return new Usage(
                counted && input >= 0 ? input : estimate.inputTokens(),
                counted && output >= 0
                        ? output
                        : content == null ? estimate.outputTokens() : TokenEstimate.of(content));
    }

    /** @return -1 where there is no count that could be */
    private static long count(JsonNode tokens, long estimate) {
        double count = tokens.asDouble(-1);
        return count >= 0 && count <= (double) estimate * PLAUSIBLE_TIMES + PLAUSIBLE_MORE ? (long) count : -1;
    }
}
