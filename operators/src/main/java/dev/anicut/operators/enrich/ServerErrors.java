package dev.anicut.operators.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.operators.enrich.ChatException.Kind;
import java.net.URI;
import java.time.Duration;

/** What a reply that is not 200 means. */
final class ServerErrors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_CHARS = 200;

    private ServerErrors() {}

    static ChatException of(int status, String body, Duration retryAfter, String model, URI uri) {
        JsonNode error = error(body);
        String said = said(error, body);
        if (status == 429 && error.toString().contains("insufficient_quota")) {
            return new ChatException(
                    Kind.UNAUTHORIZED, EnrichOptions.KEY.key() + ": the account has no quota left" + said);
        }
        return switch (status) {
            case 401, 403 ->
                new ChatException(
                        Kind.UNAUTHORIZED,
                        EnrichOptions.KEY.key() + ": the server at " + uri + " refuses the key (" + status + ")"
                                + said);
            case 404 ->
                error.isMissingNode()
                        ? new ChatException(
                                Kind.UNKNOWN_MODEL,
                                EnrichOptions.URL.key() + ": nothing answers chat requests at " + uri + " (404)")
                        : new ChatException(
                                Kind.UNKNOWN_MODEL,
                                EnrichOptions.MODEL.key() + ": '" + model
                                        + "' given, a model that the server has is accepted (404)" + said);
            case 429 -> new ChatException(Kind.RATE_LIMITED, "429" + said, retryAfter);
            case 408, 425 -> new ChatException(Kind.UNAVAILABLE, status + said, retryAfter);
            default ->
                status >= 500
                        ? new ChatException(Kind.UNAVAILABLE, status + said, retryAfter)
                        : new ChatException(Kind.REFUSED, status + said);
        };
    }

    private static JsonNode error(String body) {
        try {
            JsonNode root = JSON.readTree(body);
            return root == null ? JSON.missingNode() : root.path("error");
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static String said(JsonNode error, String body) {
        String message =
                error.isTextual() ? error.textValue() : error.path("message").asText("");
        if (message.isBlank() && error.isMissingNode()) {
            message = body;
        }
        String line = message.strip().lines().findFirst().orElse("");
        return line.isEmpty() ? "" : ": " + (line.length() > MAX_CHARS ? line.substring(0, MAX_CHARS) : line);
    }
}
