package dev.anicut.operators.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.operators.enrich.ChatException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;

/** What a reply that is not 200 means: for its document, for a while, or for every call there will be. */
final class ServerErrors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_CHARS = 200;

    /** How servers and gateways say that it is the text which they do not let pass. */
    private static final List<String> FILTERED =
            List.of("content_filter", "content_policy", "content management policy", "moderation", "flagged");

    private ServerErrors() {}

    /**
     * @param option the setting that names the model
     * @param uri where the request went
     */
    static ChatException of(
            int status, String body, Duration retryAfter, ConfigOption<?> option, String model, URI uri) {
        JsonNode error = error(body);
        String said = said(error, body);
        return switch (status) {
            case 401 -> keyRefused(status, body, uri);
            case 402 -> new ChatException(Kind.UNAUTHORIZED, noMoney(status) + said);
            case 404 ->
                error.isMissingNode()
                        ? nothingThere(status, "", uri)
                        : new ChatException(
                                Kind.UNKNOWN_MODEL,
                                option.key() + ": '" + model + "' given, expected a model that the server has ("
                                        + status + ")" + said);
            // what says nothing of the document, nor that it will pass
            case 405, 406, 407, 410, 411, 415, 426, 501, 505 -> nothingThere(status, said, uri);
            case 429 ->
                error.toString().contains("insufficient_quota")
                        ? new ChatException(Kind.UNAUTHORIZED, noMoney(status) + said)
                        : new ChatException(Kind.RATE_LIMITED, status + said, retryAfter);
            case 408, 409, 424, 425 -> new ChatException(Kind.UNAVAILABLE, status + said, retryAfter);
            case 403 ->
                isFiltered(error)
                        ? new ChatException(Kind.FILTERED, status + said)
                        : new ChatException(Kind.FORBIDDEN, status + said);
            default ->
                status >= 500
                        ? new ChatException(Kind.UNAVAILABLE, status + said, retryAfter)
                        : status < 400
                                ? nothingThere(status, said, uri)
                                : new ChatException(isFiltered(error) ? Kind.FILTERED : Kind.REFUSED, status + said);
        };
    }

    static ChatException keyRefused(int status, String body, URI uri) {
        return new ChatException(
                Kind.UNAUTHORIZED,
                EnrichOptions.KEY.key() + ": the server at " + uri + " refuses the key (" + status + ")"
                        + said(error(body), body));
    }

    /** Redirects are not followed: they would take the key along to who knows where. */
    static ChatException moved(int status, String location, URI uri) {
        return new ChatException(
                Kind.UNKNOWN_MODEL,
                EnrichOptions.URL.key() + ": the server at " + uri + " sends on to "
                        + (location == null ? "another address" : line(location)) + " (" + status
                        + "); the address that answers is accepted");
    }

    private static String noMoney(int status) {
        return EnrichOptions.KEY.key() + ": the account has no money or quota left (" + status + ")";
    }

    private static ChatException nothingThere(int status, String said, URI uri) {
        return new ChatException(
                Kind.UNKNOWN_MODEL,
                EnrichOptions.URL.key() + ": nothing answers chat requests at " + uri + " (" + status + ")" + said);
    }

    private static boolean isFiltered(JsonNode error) {
        String all = error.toString().toLowerCase(Locale.ROOT);
        return FILTERED.stream().anyMatch(all::contains);
    }

    private static JsonNode error(String body) {
        try {
            JsonNode root = JSON.readTree(body);
            return root == null
                    ? JSON.missingNode()
                    : root.path("object").asText().equals("error") ? root : root.path("error");
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
        String line = line(message);
        return line.isEmpty() ? "" : ": " + line;
    }

    /** The first line of what a server says, and not too much of it. */
    static String line(String said) {
        String line = said.strip().lines().findFirst().orElse("");
        return line.length() > MAX_CHARS ? line.substring(0, MAX_CHARS) : line;
    }
}
