package dev.anicut.operators.enrich;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A model that says what a test tells it to; a future that stays open is a call under way. */
final class FakeChatModel implements ChatModel {
    static final String GOOD =
            """
            {"title":"t","summary":"s","keywords":["k"],"category":"c","language":"en","entities":[],"unsure":false}""";
    static final String UNSURE = GOOD.replace("false", "true");

    private final List<ChatRequest> requests = new ArrayList<>();
    private Function<ChatRequest, CompletableFuture<ChatReply>> behaviour = request -> reply(GOOD);

    static CompletableFuture<ChatReply> reply(String content) {
        return CompletableFuture.completedFuture(new ChatReply(content, new Usage(100, 20), "stop"));
    }

    static CompletableFuture<ChatReply> failure(ChatException.Kind kind) {
        return CompletableFuture.failedFuture(new ChatException(kind, kind.name()));
    }

    synchronized void behave(Function<ChatRequest, CompletableFuture<ChatReply>> how) {
        behaviour = how;
    }

    @Override
    public CompletableFuture<ChatReply> ask(ChatRequest request) {
        Function<ChatRequest, CompletableFuture<ChatReply>> how;
        synchronized (this) {
            requests.add(request);
            how = behaviour;
        }
        return how.apply(request);
    }

    synchronized List<ChatRequest> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {}
}
