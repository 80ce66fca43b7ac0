package dev.anicut.operators.enrich;

import java.util.concurrent.CompletableFuture;

/** A language model behind some protocol; thread-safe. */
interface ChatModel extends AutoCloseable {

    /** Asks once. The future fails with {@link ChatException} and nothing else, unless the program is at fault. */
    CompletableFuture<ChatReply> ask(ChatRequest request);

    @Override
    void close();
}
