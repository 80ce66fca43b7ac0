package dev.anicut.operators.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.operators.enrich.ChatException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client makes of replies as servers and gateways give them beside the protocol. */
class OpenAiRepliesTest {
    private static final ChatRequest REQUEST = new ChatRequest(
            "large",
            List.of(new ChatMessage("user", "What is a weir?")),
            new AnswerSchema(Prompt.bundled()).node(),
            100);

    private FixedReplies server;
    private OpenAiChatModel model;

    @BeforeEach
    void start() throws IOException {
        server = new FixedReplies();
        model = client("enrich.llm.url", server.url());
    }

    @AfterEach
    void stop() {
        model.close();
        server.close();
    }

    private static OpenAiChatModel client(String... settings) {
        return new OpenAiChatModel(EnrichConfigs.of(settings), Clock.systemUTC());
    }

    private static String completion(String message, String finishReason, String usage) {
        return "{\"choices\":[{\"message\":" + message + ",\"finish_reason\":\"" + finishReason + "\"}],\"usage\":"
                + usage + "}";
    }

    private ChatReply reply() throws Exception {
        return model.ask(REQUEST).get(20, TimeUnit.SECONDS);
    }

    private ChatReply reply(String message, String finishReason) throws Exception {
        server.say(200, completion(message, finishReason, "{\"prompt_tokens\":70,\"completion_tokens\":30}"));
        return reply();
    }

    private ChatException failure(OpenAiChatModel asked, ChatRequest request) throws Exception {
        try {
            throw new AssertionError("it was answered: " + asked.ask(request).get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return (ChatException) e.getCause();
        }
    }

    private ChatException failure() throws Exception {
        return failure(model, REQUEST);
    }

    @ParameterizedTest
    @CsvSource({"content_filter", "tool_calls", "length", "stop"})
    void aReplyWithoutContentIsPaidAndNamesItsFinishReason(String finishReason) throws Exception {
        for (String message :
                List.of("{\"content\":null}", "{}", "{\"content\":\" \",\"tool_calls\":[{\"id\":\"1\"}]}")) {
            ChatReply reply = reply(message, finishReason);
            assertThat(reply.content()).isNull();
            assertThat(reply.declined()).contains("(finish reason " + finishReason + ")");
            assertThat(reply.usage()).isEqualTo(new Usage(70, 30));
        }
    }

    @Test
    void aRefusalIsNoAnswerAndAFilteredAnswerIsNoneToRepair() throws Exception {
        ChatReply refusal = reply("{\"content\":null,\"refusal\":\"I cannot help with that.\"}", "stop");
        assertThat(refusal.declined()).isEqualTo("the model refuses (finish reason stop): I cannot help with that.");
        assertThat(refusal.said()).isEqualTo("I cannot help with that.");
        assertThat(reply("{\"content\":\"{\\\"tit\"}", "content_filter").declined())
                .isNotNull();
        assertThat(reply("{\"content\":\"{\\\"tit\"}", "length").declined())
                .as("it may be briefer")
                .isNull();
        assertThat(reply("{\"content\":\"{}\",\"refusal\":null}", "stop").declined())
                .isNull();
    }

    @Test
    void contentInPartsIsPutTogether() throws Exception {
        assertThat(reply(
                                "{\"content\":[{\"type\":\"thinking\"},{\"type\":\"text\",\"text\":\"{\"},{\"text\":\"}\"}]}",
                                "stop")
                        .content())
                .isEqualTo("{}");
    }

    @Test
    void aFailureBehindAGatewayThatSaysOkMayPass() throws Exception {
        server.say(200, "{\"error\":{\"code\":502,\"message\":\"the provider is down\"}}");
        assertThat(failure()).hasMessage("what came is no chat completion: the provider is down");
        assertThat(failure().kind()).isEqualTo(Kind.BROKEN);
        server.say(200, completion("{\"content\":\"\"}", "error", "{}"));
        assertThat(failure().kind()).isEqualTo(Kind.BROKEN);
    }

    @Test
    void aReplyOfAnotherProtocolIsToldFromOneThatBroke() throws Exception {
        server.say(200, "<html>");
        assertThat(failure().kind()).isEqualTo(Kind.FOREIGN);
        server.say(200, "");
        assertThat(failure().kind()).isEqualTo(Kind.FOREIGN);
        server.say(200, "{\"choices\":[]}");
        assertThat(failure().kind()).isEqualTo(Kind.FOREIGN);
        assertThat(failure().mayBePaid()).isTrue();
        server.say(200, "data: {\"choices\":[{\"delta\":{\"content\":\"{\"}}]}\n\ndata: [DONE]\n\n");
        assertThat(failure().kind()).isEqualTo(Kind.FOREIGN);
        assertThat(failure()).hasMessage("what came is a stream, and no chat completion");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'prompt_tokens':-5,'completion_tokens':3}                     | -1 | 3",
                "{'prompt_tokens':7,'completion_tokens':-900000}                |  7 | 2",
                "{'prompt_tokens':9e18,'completion_tokens':3}                   | -1 | 3",
                "{'prompt_tokens':7,'completion_tokens':99999999999999999999}   |  7 | 2",
                "{'prompt_tokens':0,'completion_tokens':0}                      | -1 | 2",
                "{'prompt_tokens':'many'}                                       | -1 | 2",
                "{}                                                             | -1 | 2",
                "null                                                           | -1 | 2",
                "{'prompt_tokens':8.0,'completion_tokens':0}                    |  8 | 0",
                "{'prompt_tokens':20000,'completion_tokens':30000}              | 20000 | 30000",
            })
    void aCountThatCannotBeGivesWayToTheEstimate(String usage, long input, long output) throws Exception {
        server.say(200, completion("{\"content\":\"A weir.\"}", "stop", usage.replace('\'', '"')));
        long estimate = REQUEST.estimate().inputTokens();
        assertThat(reply().usage()).isEqualTo(new Usage(input < 0 ? estimate : input, output));
    }

    @Test
    void aReplyWithoutEndIsGivenUpAndGzipIsUnpacked() throws Exception {
        String whole = completion("{\"content\":\"{}\"}", "stop", "{}");
        Map<String, String> packed = Map.of("Content-Encoding", "gzip");
        server.say(200, gzip(whole), packed);
        assertThat(reply().content()).isEqualTo("{}");
        assertThat(server.asked().header("Accept-Encoding")).isEqualTo("identity");

        String longer = whole.replace("{}", " ".repeat(2_000_000));
        server.say(200, longer);
        assertThat(failure().kind()).isEqualTo(Kind.OVERSIZED);
        assertThat(failure().mayBePaid()).isTrue();
        server.say(200, gzip(longer), packed);
        assertThat(failure().kind()).isEqualTo(Kind.OVERSIZED);
        server.say(200, whole.getBytes(StandardCharsets.UTF_8), packed);
        assertThat(failure().kind()).isEqualTo(Kind.BROKEN);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHORIZED",
        "402, UNAUTHORIZED",
        "403, FORBIDDEN",
        "404, UNKNOWN_MODEL",
        "405, UNKNOWN_MODEL",
        "408, UNAVAILABLE",
        "410, UNKNOWN_MODEL",
        "413, REFUSED",
        "429, RATE_LIMITED",
        "451, REFUSED",
        "500, UNAVAILABLE",
        "501, UNKNOWN_MODEL",
        "503, UNAVAILABLE",
        "202, UNKNOWN_MODEL",
        "301, UNKNOWN_MODEL",
        "307, UNKNOWN_MODEL",
        "400, REFUSED",
    })
    void aStatusSaysWhomItConcerns(int status, Kind kind) throws Exception {
        server.say(status, "{\"error\":{\"message\":\"no\"}}");
        ChatException failure = failure();
        assertThat(failure.kind()).isEqualTo(kind);
        if (failure.isFatal()) {
            assertThat(failure)
                    .hasMessageStartingWith("enrich.llm.")
                    .hasMessageContaining(Integer.toString(status))
                    .hasMessageMatching("[^\\n]*");
        }
    }

    @Test
    void anEmptyAccountAndAnotherAddressAreSaidInOneLine() throws Exception {
        server.say(402, "{\"error\":{\"message\":\"Insufficient credits\"}}");
        assertThat(failure())
                .hasMessage("enrich.llm.key: the account has no money or quota left (402): Insufficient credits");
        server.say(308, new byte[0], Map.of("Location", "https://llm.example.org/v1/chat/completions"));
        assertThat(failure())
                .hasMessageStartingWith("enrich.llm.url: the server at " + server.url())
                .hasMessageContaining("sends on to https://llm.example.org/v1/chat/completions (308)");
    }

    @Test
    void aFiltersRefusalIsTheDocumentsWhateverItsStatus() throws Exception {
        for (int status : new int[] {400, 403, 422}) {
            server.say(status, "{\"error\":{\"code\":\"content_filter\",\"message\":\"The prompt was filtered.\"}}");
            assertThat(failure().kind()).isEqualTo(Kind.FILTERED);
        }
    }

    @Test
    void aComplaintAboutAnOptionalPartIsNotedForTheNextCall() throws Exception {
        server.say(
                422, "{\"detail\":[{\"loc\":[\"body\",\"response_format\"],\"msg\":\"extra fields not permitted\"}]}");
        assertThat(failure().kind()).isEqualTo(Kind.SIMPLER);
        assertThat(failure().kind()).as("it was left out").isEqualTo(Kind.REFUSED);
    }

    @Test
    void anUnknownModelIsNamedByTheSettingThatNamesIt() throws Exception {
        server.say(404, "{\"object\":\"error\",\"message\":\"The model does not exist.\",\"code\":404}");
        assertThat(failure()).hasMessageStartingWith("enrich.llm.model: 'large'");
        try (OpenAiChatModel tiers = client("enrich.llm.url", server.url(), "enrich.tiers", "small=0.1/0.2")) {
            ChatRequest small = new ChatRequest("small", REQUEST.messages(), REQUEST.schema(), 100);
            assertThat(failure(tiers, small)).hasMessageStartingWith("enrich.tiers: 'small' given");
        }
    }

    @Test
    void aKeyThatMayAskButNotListModelsIsNotRefusedBeforehand() {
        EnrichConfig config = EnrichConfigs.of("enrich.llm.url", server.url());
        for (int status : new int[] {200, 403, 404, 500}) {
            server.say(status, "{}");
            EndpointCheck.check(config);
        }
        server.say(401, "{\"error\":{\"message\":\"Missing scopes: api.model.read\"}}");
        EndpointCheck.check(config);
        server.say(401, "{\"error\":{\"message\":\"No such key.\"}}");
        assertThatThrownBy(() -> EndpointCheck.check(config))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageEndingWith("refuses the key (401): No such key.");
    }

    @Test
    void anAddressMayHaveAQuery() throws Exception {
        server.say(200, completion("{\"content\":\"{}\"}", "stop", "{}"));
        String azure = server.url() + "/deployments/large?api-version=2024-06-01";
        try (OpenAiChatModel versioned = client("enrich.llm.url", azure, "enrich.llm.key", "hush")) {
            versioned.ask(REQUEST).get(20, TimeUnit.SECONDS);
        }
        assertThat(server.asked().path()).isEqualTo("/v1/deployments/large/chat/completions?api-version=2024-06-01");
        assertThat(server.asked().header("api-key")).isEqualTo("hush");
    }
}
