package dev.anicut.operators.enrich;

import dev.anicut.operators.enrich.ChatException.Kind;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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
    private static final int LONGEST_REPLY_BYTES = 1 << 20;
    private static final int LONGEST_TOKEN_BYTES = 64;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final EnrichConfig config;
    private final Clock clock;
    private final ExecutorService executor;
    private final HttpClient client;
    private final BoundedBody body;
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
        this.body = new BoundedBody(
                LONGEST_REPLY_BYTES + LONGEST_TOKEN_BYTES * Math.min(config.maxOutputTokens(), 1 << 20));
    }

    @Override
    public CompletableFuture<ChatReply> ask(ChatRequest request) {
        Dialect dialect = dialects.getOrDefault(request.model(), Dialect.FULL);
        return send(request, dialect).thenCompose(response -> {
            boolean complains = response.statusCode() == 400 || response.statusCode() == 422;
            Dialect simpler = complains ? dialect.without(response.body()) : null;
            if (simpler == null) {
                return reply(response, request);
            }
            dialects.merge(request.model(), simpler, Dialect::and);
            return CompletableFuture.failedFuture(
                    new ChatException(Kind.SIMPLER, response.statusCode() + ": a part of the request is not taken"));
        });
    }

    private CompletableFuture<HttpResponse<String>> send(ChatRequest request, Dialect dialect) {
        HttpRequest.Builder http = HttpRequest.newBuilder(config.endpoint().chatUri())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .POST(BodyPublishers.ofString(dialect.body(request)));
        config.endpoint().authorize(http);
        CompletableFuture<HttpResponse<String>> exchange = client.sendAsync(http.build(), body);
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
            if (next instanceof BoundedBody.TooLargeException) {
                return new ChatException(Kind.OVERSIZED, next.getMessage());
            }
            if (next instanceof ConnectException
                    || next instanceof HttpConnectTimeoutException
                    || next instanceof UnresolvedAddressException) {
                return new ChatException(Kind.UNAVAILABLE, "no connection to " + config.endpoint());
            }
        }
        return new ChatException(
                Kind.BROKEN,
                "the connection broke: "
                        + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()));
    }

    private CompletableFuture<ChatReply> reply(HttpResponse<String> response, ChatRequest request) {
        int status = response.statusCode();
        if (status / 100 == 3) {
            String location = response.headers().firstValue("Location").orElse(null);
            return CompletableFuture.failedFuture(
                    ServerErrors.moved(status, location, config.endpoint().chatUri()));
        }
        if (status != 200) {
            return CompletableFuture.failedFuture(ServerErrors.of(
                    status,
                    config.endpoint().withoutKey(response.body()),
                    RetryAfter.of(response.headers(), clock.instant()),
                    config.optionOf(request.model()),
                    request.model(),
                    config.endpoint().chatUri()));
        }
        try {
            return CompletableFuture.completedFuture(ReplyReader.read(response.body(), request));
        } catch (ChatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
