package dev.anicut.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** A client of the double: the JDK's own, as users have it. */
final class Client {
    static final String TEXT = "The weir at Kallanai turns the river into canals. Farmers of the Kaveri delta share the"
            + " water by turns, and the weir has stood for two thousand years.";

    private final HttpClient http = HttpClient.newHttpClient();
    private final LlmDouble server;

    Client(LlmDouble server) {
        this.server = server;
    }

    static ObjectNode question(String text) {
        ArrayNode messages = Json.array();
        messages.add(Json.object().put("role", "system").put("content", "You describe documents as JSON."));
        messages.add(Json.object().put("role", "user").put("content", "<document>\n" + text + "\n</document>"));
        return Json.object().put("model", LlmDoubleConfig.MODEL).set("messages", messages);
    }

    static ObjectNode question(String text, String schema) throws IOException {
        ObjectNode jsonSchema = Json.object().put("name", "answer");
        jsonSchema.set("schema", Json.read(schema));
        ObjectNode format = Json.object().put("type", "json_schema").set("json_schema", jsonSchema);
        return question(text).set("response_format", format);
    }

    HttpResponse<String> ask(String text) throws Exception {
        return send(question(text), null);
    }

    HttpResponse<String> send(JsonNode body, String key) throws Exception {
        return http.send(request("/chat/completions", body.toString(), key), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sendAsync(JsonNode body) {
        return http.sendAsync(
                request("/chat/completions", body.toString(), null), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<InputStream> stream(JsonNode body) throws Exception {
        return http.send(
                request("/chat/completions", body.toString(), null), HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(request(path, body, null), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String key) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url() + path).normalize());
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String body, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(server.url() + path).normalize())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return request.build();
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.read(response.body());
    }

    /** The text of the answer. */
    static String content(HttpResponse<String> response) throws IOException {
        return json(response).at("/choices/0/message/content").asText();
    }

    /** The answer, which is JSON. */
    static JsonNode answer(HttpResponse<String> response) throws IOException {
        return Json.read(content(response));
    }
}
