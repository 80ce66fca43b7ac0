package dev.anicut.operators.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.anicut.llmdouble.Fault;
import dev.anicut.llmdouble.Latency;
import dev.anicut.llmdouble.LlmDouble;
import dev.anicut.llmdouble.LlmDoubleConfig;
import dev.anicut.llmdouble.LlmDoubleConfig.JsonSchemaSupport;
import dev.anicut.llmdouble.LlmDoubleConfig.RetryAfter;
import dev.anicut.operators.enrich.ChatException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against the double over real connections. */
class OpenAiChatModelTest {
    private static final JsonNode SCHEMA = new AnswerSchema(Prompt.bundled()).node();

    private LlmDouble llm;
    private OpenAiChatModel model;

    @BeforeEach
    void start() throws IOException {
        llm = LlmDouble.start(LlmDoubleConfig.builder().key("right").build());
        model = client();
    }

    @AfterEach
    void stop() throws IOException {
        model.close();
        llm.close();
    }

    private OpenAiChatModel client(String... more) {
        String[] settings = new String[more.length + 4];
        settings[0] = "enrich.llm.url";
        settings[1] = llm.url();
        settings[2] = "enrich.llm.key";
        settings[3] = "right";
        System.arraycopy(more, 0, settings, 4, more.length);
        return new OpenAiChatModel(EnrichConfigs.of(settings), Clock.systemUTC());
    }

    private static ChatRequest request(String name) {
        return new ChatRequest(
                name,
                Questions.about("Describe it.", "0123456789abcdef0123", "A weir raises the river Mula."),
                SCHEMA,
                500);
    }

    private ChatReply ask() throws Exception {
        return model.ask(request(LlmDoubleConfig.MODEL)).get(20, TimeUnit.SECONDS);
    }

    private ChatException failure(ChatModel asked, String name) throws Exception {
        try {
            ChatReply reply = asked.ask(request(name)).get(20, TimeUnit.SECONDS);
            throw new AssertionError("it was answered: " + reply);
        } catch (ExecutionException e) {
            return (ChatException) e.getCause();
        }
    }

    @Test
    void anAnswerHoldsToTheSchemaAndSaysWhatItTook() throws Exception {
        ChatReply reply = ask();
        assertThat(new AnswerSchema(Prompt.bundled()).check(reply.content()).errors())
                .isNull();
        assertThat(reply.usage().inputTokens()).isEqualTo(llm.stats().promptTokens());
        assertThat(reply.usage().outputTokens()).isEqualTo(llm.stats().completionTokens());
    }

    @Test
    void aServerWithoutSchemasIsToldInWordsAndRememberedAsSuch() throws Exception {
        llm.behave(llm.config().toBuilder().jsonSchema(JsonSchemaSupport.REJECT).build());
        assertThat(failure(model, LlmDoubleConfig.MODEL).kind())
                .as("whoever asks asks again, within the limits")
                .isEqualTo(Kind.SIMPLER);
        assertThat(new AnswerSchema(Prompt.bundled()).check(ask().content()).errors())
                .isNull();
        assertThat(llm.stats().byStatus()).containsEntry(400, 1L).containsEntry(200, 1L);
        ask();
        assertThat(llm.stats().byStatus()).containsEntry(400, 1L).containsEntry(200, 2L);
    }

    @Test
    void whateverHoldsTheAnswerBackItIsGivenUpAndItsConnectionClosed() throws Exception {
        try (OpenAiChatModel hasty = client("enrich.timeout", "500 ms")) {
            for (Fault fault : List.of(Fault.HANG, Fault.STALL, Fault.SLOW_BODY)) {
                llm.behave(llm.config().toBuilder()
                        .noFaults()
                        .fault(fault, 1)
                        .drip(1, Duration.ofMillis(100))
                        .build());
                assertThat(failure(hasty, LlmDoubleConfig.MODEL).kind())
                        .as(fault.label())
                        .isEqualTo(Kind.TIMEOUT);
            }
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (llm.stats().inFlight() > 0) {
            assertThat(System.nanoTime()).as("connections are closed").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void failuresHaveTheirKinds() throws Exception {
        assertThat(kindOf(Fault.RESET)).isEqualTo(Kind.BROKEN);
        assertThat(kindOf(Fault.MALFORMED_BODY)).isEqualTo(Kind.FOREIGN);
        assertThat(kindOf(Fault.ERROR_500)).isEqualTo(Kind.UNAVAILABLE);
        assertThat(kindOf(Fault.UNAVAILABLE_503)).isEqualTo(Kind.UNAVAILABLE);
        assertThat(kindOf(Fault.RATE_LIMIT)).isEqualTo(Kind.RATE_LIMITED);
        assertThat(kindOf(Fault.QUOTA)).isEqualTo(Kind.UNAUTHORIZED);
    }

    private Kind kindOf(Fault fault) throws Exception {
        llm.behave(llm.config().toBuilder().noFaults().fault(fault, 1).build());
        return failure(model, LlmDoubleConfig.MODEL).kind();
    }

    @Test
    void retryAfterIsReadInEveryForm() throws Exception {
        for (RetryAfter form : List.of(RetryAfter.SECONDS, RetryAfter.DATE, RetryAfter.MILLIS)) {
            llm.behave(llm.config().toBuilder()
                    .fault(Fault.RATE_LIMIT, 1)
                    .retryAfter(form)
                    .retryAfterTime(Duration.ofSeconds(5))
                    .build());
            assertThat(failure(model, LlmDoubleConfig.MODEL).retryAfter())
                    .as(form.name())
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(6));
        }
    }

    @Test
    void aWrongKeyAnUnknownModelAndAWrongAddressAreSettings() throws Exception {
        ChatException unknown = failure(model, "gpt-none");
        assertThat(unknown.kind()).isEqualTo(Kind.UNKNOWN_MODEL);
        assertThat(unknown).hasMessageStartingWith("enrich.llm.model: 'gpt-none'");

        try (OpenAiChatModel wrong = client("enrich.llm.key", "wrong")) {
            ChatException refused = failure(wrong, LlmDoubleConfig.MODEL);
            assertThat(refused.kind()).isEqualTo(Kind.UNAUTHORIZED);
            assertThat(refused).hasMessageStartingWith("enrich.llm.key");
        }
        try (OpenAiChatModel lost = client("enrich.llm.url", llm.url().replace("/v1", "/v2"))) {
            assertThat(failure(lost, LlmDoubleConfig.MODEL).kind()).isEqualTo(Kind.UNKNOWN_MODEL);
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (OpenAiChatModel nobody = client("enrich.llm.url", "http://127.0.0.1:" + port + "/v1")) {
            assertThat(failure(nobody, LlmDoubleConfig.MODEL).kind()).isEqualTo(Kind.UNAVAILABLE);
        }
    }

    @Test
    void aServerThatRepeatsTheKeyItRefusesDoesNotTellOurs() throws Exception {
        HttpServer parrot = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        parrot.createContext("/", exchange -> {
            byte[] body = ("{\"error\":{\"message\":\"no such key: "
                            + exchange.getRequestHeaders().getFirst("Authorization") + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        parrot.start();
        String url = "http://127.0.0.1:" + parrot.getAddress().getPort() + "/v1";
        try (OpenAiChatModel refused = client("enrich.llm.url", url, "enrich.llm.key", "h3dgehog")) {
            assertThat(failure(refused, LlmDoubleConfig.MODEL)).hasMessageEndingWith("no such key: Bearer ******");
            assertThatThrownBy(() ->
                            EndpointCheck.check(EnrichConfigs.of("enrich.llm.url", url, "enrich.llm.key", "h3dgehog")))
                    .hasMessageEndingWith("no such key: Bearer ******");
        } finally {
            parrot.stop(0);
        }
    }

    @Test
    void manyCallsNeedNoThreadEach() throws Exception {
        llm.behave(llm.config().toBuilder()
                .latency(Latency.fixed(Duration.ofMillis(300)))
                .build());
        var all = java.util.stream.IntStream.range(0, 300)
                .mapToObj(i -> model.ask(request(LlmDoubleConfig.MODEL)))
                .toList();
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("enrich-http"))
                .count();
        assertThat(threads).isBetween(1L, 2L);
        all.forEach(one -> one.handle((reply, failure) -> null).join());
    }
}
