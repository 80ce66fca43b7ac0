package dev.anicut.operators.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.model.Hashes;
import dev.anicut.model.memory.EnrichmentKey;
import dev.anicut.model.memory.Spend;
import dev.anicut.model.memory.StoredAnswer;
import dev.anicut.operators.enrich.ChatException.Kind;
import dev.anicut.operators.enrich.EnrichOptions.LongDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Brings texts down to what one call is given: their beginning, or the summaries of their parts, and if these are too
 * long, the summaries of those. A part's summary is stored like an answer, so that it is paid for once.
 */
final class LongTexts {
    /** Summaries of summaries beyond this say nothing any more. */
    private static final int MAX_ROUNDS = 4;

    private static final Prompt PART = part();

    private final EnrichConfig config;
    private final AsyncMemory memory;
    private final Caller caller;
    private final AnswerSchema schema = new AnswerSchema(PART);
    private final ObjectMapper json = new ObjectMapper();

    /**
     * What a model is given of a text.
     *
     * @param partial whether something of the text was left out
     */
    record Shortened(String text, boolean partial) {}

    LongTexts(EnrichConfig config, AsyncMemory memory, Caller caller) {
        this.config = config;
        this.memory = memory;
        this.caller = caller;
    }

    private static Prompt part() {
        String instructions =
                "Summarise this part of a longer document, in its language, in at most 150 words. Keep the"
                        + " names, dates, numbers and terms that matter, and what the part says rather than what it is.";
        String schema =
                """
                {"type":"object","properties":{"summary":{"type":"string"}},"required":["summary"],\
                "additionalProperties":false}""";
        return new Prompt("part-" + Hashes.sha256(instructions, schema).substring(0, 16), instructions, schema, null);
    }

    CompletableFuture<Shortened> shorten(Tier tier, String text) {
        int end = TextCut.end(text, 0, config.maxInputTokens());
        if (end == text.length()) {
            return CompletableFuture.completedFuture(new Shortened(text, false));
        }
        return config.longDocuments() == LongDocuments.TRUNCATE
                ? CompletableFuture.completedFuture(new Shortened(text.substring(0, end), true))
                : reduce(tier, text, 1);
    }

    private CompletableFuture<Shortened> reduce(Tier tier, String text, int round) {
        List<String> parts = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int end = TextCut.end(text, start, config.maxInputTokens());
            parts.add(text.substring(start, end));
            start = end;
        }
        // one after the other: a document does not take the calls of all others
        CompletableFuture<StringBuilder> summaries = CompletableFuture.completedFuture(new StringBuilder());
        for (int i = 0; i < parts.size(); i++) {
            String head = "Part " + (i + 1) + " of " + parts.size() + ": ";
            String part = parts.get(i);
            summaries = summaries.thenCompose(all -> summary(tier, part)
                    .thenApply(summary -> all.append(head).append(summary).append("\n\n")));
        }
        return summaries.thenCompose(all -> {
            String reduced = all.toString();
            int end = TextCut.end(reduced, 0, config.maxInputTokens());
            boolean fits = end == reduced.length();
            return fits || round == MAX_ROUNDS
                    ? CompletableFuture.completedFuture(new Shortened(reduced.substring(0, end), !fits))
                    : reduce(tier, reduced, round + 1);
        });
    }

    private CompletableFuture<String> summary(Tier tier, String part) {
        EnrichmentKey key = new EnrichmentKey(Hashes.sha256(part), PART.version(), tier.model());
        return memory.find(List.of(key)).thenCompose(found -> {
            StoredAnswer stored = found.get(key);
            if (stored == null || stored.isFailed() && config.retryFailed()) {
                return ask(tier, key, part);
            }
            return stored.isFailed()
                    ? summarised(stored)
                    : memory.write(Spend.hit(tier.model(), stored.cost())).thenCompose(counted -> summarised(stored));
        });
    }

    private CompletableFuture<String> ask(Tier tier, EnrichmentKey key, String part) {
        ChatRequest request = new ChatRequest(
                tier.model(),
                Questions.about(PART.instructions(), key.contentHash(), part),
                schema.node(),
                config.maxOutputTokens());
        return caller.ask(tier, request).thenCompose(answered -> {
            StoredAnswer answer = answer(key, answered);
            return memory.write(answer)
                    .whenComplete((written, failure) -> answered.permit().release())
                    .thenCompose(written -> summarised(answer));
        });
    }

    private StoredAnswer answer(EnrichmentKey key, Caller.Answered answered) {
        ChatReply reply = answered.reply();
        AnswerSchema.Checked checked = schema.check(reply.content());
        String failure = checked.errors() == null
                ? null
                : "the summary of a part does not hold: "
                        + (reply.declined() == null ? checked.errors() : reply.declined());
        return new StoredAnswer(
                key,
                checked.json(),
                false,
                failure,
                false,
                1,
                reply.usage().inputTokens(),
                reply.usage().outputTokens(),
                answered.cost(),
                0);
    }

    private CompletableFuture<String> summarised(StoredAnswer answer) {
        return answer.isFailed()
                ? CompletableFuture.failedFuture(new ChatException(Kind.REFUSED, answer.failure()))
                : CompletableFuture.completedFuture(read(answer));
    }

    private String read(StoredAnswer answer) {
        try {
            return json.readTree(answer.result()).path("summary").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored answer is JSON", e);
        }
    }
}
