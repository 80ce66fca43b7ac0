package dev.anicut.operators.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.operators.enrich.ChatException.Kind;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The chat protocol of OpenAI, which most servers speak, over HTTP, without a thread for each call.
 *
 * <p>A request is given up when its whole answer is not in after the timeout; HTTP clients' own timeouts end at the
 * headers. What a server's model does not take (a schema, {@code max_tokens}, a temperature) is left out once it has
 * said so.
 */
final class OpenAiChatModel implements ChatModel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final EnrichConfig config;
    private final Clock clock;
    private final ExecutorService executor;
    private final HttpClient client;
    private final Map<String, Dialect> dialects = new ConcurrentHashMap<>();

    OpenAiChatModel(EnrichConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.executor = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "enrich-http");
            thread.setDaemon(true);
            return thread;
        });
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(executor)
                .build();
    }

    @Override
    public CompletableFuture<ChatReply> ask(ChatRequest request) {
        Dialect dialect = dialects.getOrDefault(request.model(), Dialect.FULL);
        return send(request, dialect).thenCompose(response -> {
            Dialect simpler = response.statusCode() == 400 ? dialect.without(response.body()) : null;
            if (simpler == null) {
                return reply(response, request);
            }
            dialects.merge(request.model(), simpler, Dialect::and);
            return ask(request);
        });
    }

    private CompletableFuture<HttpResponse<String>> send(ChatRequest request, Dialect dialect) {
        HttpRequest.Builder http = HttpRequest.newBuilder(config.chatUri())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(dialect.body(request)));
        if (config.key() != null) {
            http.header("Authorization", "Bearer " + config.key());
        }
        CompletableFuture<HttpResponse<String>> exchange = client.sendAsync(http.build(), BodyHandlers.ofString());
        return exchange.copy()
                .orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> {
                    // only the client's own future closes the connection
                    exchange.cancel(true);
                    return CompletableFuture.failedFuture(asChatException(failure));
                });
    }

    private ChatException asChatException(Throwable failure) {
        Throwable cause = ChatException.unwrapped(failure);
        if (cause instanceof TimeoutException) {
            return new ChatException(
                    Kind.TIMEOUT, "no whole answer after " + config.timeout().toMillis() + " ms");
        }
        for (Throwable next = cause; next != null; next = next.getCause()) {
            if (next instanceof ConnectException
                    || next instanceof HttpConnectTimeoutException
                    || next instanceof UnresolvedAddressException) {
                return new ChatException(Kind.UNAVAILABLE, "no connection to " + config.url());
            }
        }
        return new ChatException(
                Kind.BROKEN,
                "the connection broke: "
                        + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()));
    }

    private CompletableFuture<ChatReply> reply(HttpResponse<String> response, ChatRequest request) {
        if (response.statusCode() != 200) {
            Duration retryAfter = RetryAfter.of(response.headers(), clock.instant());
            return CompletableFuture.failedFuture(ServerErrors.of(
                    response.statusCode(),
                    config.withoutKey(response.body()),
                    retryAfter,
                    request.model(),
                    config.chatUri()));
        }
        try {
            JsonNode body = JSON.readTree(response.body());
            JsonNode choice = body.path("choices").path(0);
            JsonNode message = choice.path("message");
            String content = message.path("content").isTextual()
                    ? message.path("content").textValue()
                    : message.path("refusal").textValue();
            if (content != null) {
                return CompletableFuture.completedFuture(new ChatReply(
                        content,
                        usage(body.path("usage"), request, content),
                        choice.path("finish_reason").textValue()));
            }
        } catch (JsonProcessingException e) {
            // told below
        }
        return CompletableFuture.failedFuture(new ChatException(Kind.BROKEN, "what came is no chat completion"));
    }

    /** Servers that do not count are counted for. */
    private static Usage usage(JsonNode usage, ChatRequest request, String content) {
        long input = usage.path("prompt_tokens").asLong(0);
        long output = usage.path("completion_tokens").asLong(0);
        return input + output > 0
                ? new Usage(input, output)
                : new Usage(request.estimate().inputTokens(), TokenEstimate.of(content));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
