package dev.anicut.llmdouble;

import static dev.anicut.llmdouble.Client.TEXT;
import static dev.anicut.llmdouble.Client.answer;
import static dev.anicut.llmdouble.Client.json;
import static dev.anicut.llmdouble.Client.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.llmdouble.LlmDoubleConfig.JsonSchemaSupport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatProtocolTest {
    private LlmDouble server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server = LlmDouble.start(LlmDoubleConfig.defaults());
        client = new Client(server);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void answersAsTheProtocolHasItAndNamesItselfADouble() throws Exception {
        HttpResponse<String> response = client.ask(TEXT);
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode body = json(response);
        assertThat(body.path("object").asText()).isEqualTo("chat.completion");
        assertThat(body.path("model").asText()).isEqualTo("anicut-double");
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(body.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(response.headers().firstValue("server")).hasValue("anicut-llm-double");

        JsonNode answer = answer(response);
        assertThat(answer.path("title").asText()).isEqualTo("The weir at Kallanai turns the river into");
        assertThat(answer.path("summary").asText()).isEqualTo("The weir at Kallanai turns the river into canals.");
        assertThat(answer.path("keywords").path(0).asText()).isEqualTo("weir");
        assertThat(answer.path("language").asText()).isEqualTo("en");
        assertThat(answer.path("entities").toString()).isEqualTo("[\"Kallanai\",\"Kaveri\"]");
        assertThat(answer.path("category").asText()).isEqualTo("weir");
    }

    @Test
    void chargesAQuarterOfTheCharacters() throws Exception {
        HttpResponse<String> response = client.ask(TEXT);
        int prompt = "You describe documents as JSON.".length() + ("<document>\n" + TEXT + "\n</document>").length();
        JsonNode usage = json(response).path("usage");
        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo((prompt + 3) / 4);
        assertThat(usage.path("completion_tokens").asInt())
                .isEqualTo((Client.content(response).length() + 3) / 4);
        assertThat(server.stats().promptTokens()).isEqualTo((prompt + 3) / 4);
    }

    @Test
    void answersTheSameToTheSame() throws Exception {
        assertThat(Client.content(client.ask(TEXT)))
                .isEqualTo(Client.content(client.ask(TEXT)))
                .isNotEqualTo(Client.content(client.ask("Another text about locks and barges.")));
    }

    @Test
    void listsItsModels() throws Exception {
        JsonNode models = json(client.get("/models", null)).path("data");
        assertThat(models).hasSize(1);
        assertThat(models.path(0).path("id").asText()).isEqualTo("anicut-double");
    }

    @Test
    void refusesAWrongKey() throws Exception {
        server.behave(LlmDoubleConfig.builder().key("sesame").build());
        HttpResponse<String> response = client.send(question(TEXT), "barley-secret");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("invalid_api_key");
        assertThat(response.body()).doesNotContain("secret");
        assertThat(client.send(question(TEXT), null).statusCode()).isEqualTo(401);
        assertThat(client.get("/models", "barley").statusCode()).isEqualTo(401);
        assertThat(client.send(question(TEXT), "sesame").statusCode()).isEqualTo(200);
        assertThat(client.get("/models", "sesame").statusCode()).isEqualTo(200);
        assertThat(server.stats().paid()).isEqualTo(1);
    }

    @Test
    void knowsNoOtherModel() throws Exception {
        HttpResponse<String> response = client.send(question(TEXT).put("model", "gpt-none"), null);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("model_not_found");
        assertThat(json(response).at("/error/message").asText()).contains("`gpt-none`");
    }

    @Test
    void reportsADoubleUnderWhateverNameItIsAskedFor() throws Exception {
        server.behave(LlmDoubleConfig.builder().models("small", "large").build());
        HttpResponse<String> response = client.send(question(TEXT).put("model", "large"), null);
        assertThat(json(response).path("model").asText()).isEqualTo("anicut-double:large");
    }

    @Test
    void refusesWhatItCannotRead() throws Exception {
        assertThat(client.post("/chat/completions", "{\"model\": ").statusCode())
                .isEqualTo(400);
        assertThat(client.post("/chat/completions", "[]").statusCode()).isEqualTo(400);
        assertThat(client.post("/chat/completions", "{\"model\": \"anicut-double\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.send(question(TEXT).put("stream", true), null).statusCode())
                .isEqualTo(400);
        assertThat(client.get("/chat/completions", null).statusCode()).isEqualTo(405);
        assertThat(client.get("/embeddings", null).statusCode()).isEqualTo(404);
    }

    @Test
    void canRejectOrIgnoreJsonSchemas() throws Exception {
        ObjectNode question = question(TEXT, "{\"type\": \"object\", \"properties\": {\"headline\": {}}}");
        assertThat(answer(client.send(question, null)).has("headline")).isTrue();

        server.behave(
                LlmDoubleConfig.builder().jsonSchema(JsonSchemaSupport.REJECT).build());
        HttpResponse<String> rejected = client.send(question, null);
        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(json(rejected).at("/error/param").asText()).isEqualTo("response_format");
        assertThat(client.ask(TEXT).statusCode()).isEqualTo(200);

        server.behave(
                LlmDoubleConfig.builder().jsonSchema(JsonSchemaSupport.IGNORE).build());
        assertThat(answer(client.send(question, null)).has("headline")).isFalse();
    }

    @Test
    void followsASchemaInTheInstructions() throws Exception {
        ObjectNode question = question(TEXT);
        ((ObjectNode) question.path("messages").path(0))
                .put("content", "Answer {as} JSON by {\"type\": \"object\", \"properties\": {\"gist\": {}}}, no more.");
        assertThat(answer(client.send(question, null)).toString())
                .isEqualTo("{\"gist\":\"The weir at Kallanai turns the river into canals.\"}");
    }

    @Test
    void holdsStrictSchemasToTheRulesOfStrictOnes() throws Exception {
        String open = "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}, \"required\": [\"a\"]}";
        String optional = "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}},"
                + " \"additionalProperties\": false}";
        String closed = "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}},"
                + " \"required\": [\"a\"], \"additionalProperties\": false}";
        assertThat(strict(open).body()).contains("additionalProperties");
        assertThat(strict(optional).body()).contains("Missing 'a'");
        assertThat(strict(closed).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> strict(String schema) throws Exception {
        ObjectNode question = question(TEXT, schema);
        ((ObjectNode) question.at("/response_format/json_schema")).put("strict", true);
        return client.send(question, null);
    }

    @Test
    void endsAtTheCallersLimitsOfTokens() throws Exception {
        HttpResponse<String> cut = client.send(question(TEXT).put("max_tokens", 10), null);
        assertThat(json(cut).at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(json(cut).at("/usage/completion_tokens").asInt()).isEqualTo(10);

        server.behave(LlmDoubleConfig.builder().contextTokens(20).build());
        HttpResponse<String> tooLong = client.ask(TEXT);
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(json(tooLong).at("/error/code").asText()).isEqualTo("context_length_exceeded");
    }

    @Test
    void readsLargeAndChunkedRequests() throws Exception {
        String large = TEXT + " x".repeat(1_000_000);
        assertThat(client.ask(large).statusCode()).isEqualTo(200);
        var chunked = HttpRequest.newBuilder(URI.create(server.url() + "/chat/completions"))
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() ->
                        new ByteArrayInputStream(question(large).toString().getBytes(StandardCharsets.UTF_8))))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(chunked, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(server.requests())
                .extracting(LoggedRequest::content)
                .containsExactly(
                        server.requests().get(0).content(),
                        server.requests().get(0).content());
    }
}
