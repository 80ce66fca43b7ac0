package dev.anicut.operators.enrich;

import dev.anicut.model.Reason;
import dev.anicut.model.memory.EnrichmentKey;
import dev.anicut.model.memory.StoredAnswer;
import dev.anicut.operators.enrich.Caller.Answered;
import dev.anicut.operators.enrich.ChatException.Kind;
import dev.anicut.operators.enrich.Enricher.Enriching;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks one model about one content, and once more if its answer does not hold to the schema. An answer that holds, and a
 * failure that no repetition would change, come back as a row to be stored; a failure that may pass does not.
 */
final class TierAsker {
    private final EnrichConfig config;
    private final Caller caller;
    private final AnswerSchema schema;
    private final LongTexts longTexts;
    private final Timers timers;
    private final EnrichMetrics metrics;

    TierAsker(EnrichConfig config, Caller caller, LongTexts longTexts, Timers timers, EnrichMetrics metrics) {
        this.config = config;
        this.caller = caller;
        this.schema = new AnswerSchema(config.prompt());
        this.longTexts = longTexts;
        this.timers = timers;
        this.metrics = metrics;
    }

    /** The future fails only for what must stop the job. */
    CompletableFuture<Enriching> ask(Tier tier, EnrichmentKey key, String text) {
        return longTexts
                .shorten(tier, text)
                .thenCompose(shortened -> new Asking(tier, key, shortened).ask())
                .exceptionallyCompose(failure -> ended(ChatException.unwrapped(failure), null));
    }

    private static CompletableFuture<Enriching> ended(Throwable failure, StoredAnswer remembered) {
        if (failure instanceof BudgetSpentException) {
            return CompletableFuture.completedFuture(Enriching.skipped());
        }
        if (failure instanceof ChatException chat && !chat.isFatal()) {
            Reason reason = chat.kind() == Kind.REFUSED
                    ? Reason.ANSWER_REFUSED
                    : chat.kind() == Kind.TIMEOUT ? Reason.TIMEOUT : Reason.NO_ANSWER;
            return CompletableFuture.completedFuture(Enriching.failed(remembered, reason, chat.getMessage(), null));
        }
        return CompletableFuture.failedFuture(failure);
    }

    /** A question, and what it has taken so far. */
    private final class Asking {
        private final Tier tier;
        private final EnrichmentKey key;
        private final boolean partial;
        private final List<ChatMessage> question;
        private final long began = timers.nanos();
        private int calls;
        private Usage usage = Usage.NONE;
        private long cost;

        Asking(Tier tier, EnrichmentKey key, LongTexts.Shortened text) {
            this.tier = tier;
            this.key = key;
            this.partial = text.partial();
            this.question = Questions.about(config.prompt().instructions(), key.contentHash(), text.text());
        }

        CompletableFuture<Enriching> ask() {
            return put(question)
                    .thenCompose(first -> {
                        AnswerSchema.Checked checked = schema.check(first.content());
                        if (checked.errors() == null) {
                            return CompletableFuture.completedFuture(done(checked));
                        }
                        metrics.repaired();
                        return put(Questions.repair(question, first, checked.errors()))
                                .thenApply(second -> repaired(schema.check(second.content()), second));
                    })
                    .exceptionallyCompose(failure -> {
                        Throwable cause = ChatException.unwrapped(failure);
                        boolean refused = cause instanceof ChatException chat && chat.kind() == Kind.REFUSED;
                        return ended(cause, refused ? row(null, false, cause.getMessage()) : null);
                    });
        }

        private CompletableFuture<ChatReply> put(List<ChatMessage> messages) {
            ChatRequest request = new ChatRequest(tier.model(), messages, schema.node(), config.maxOutputTokens());
            return caller.ask(tier, request).thenApply(this::counted);
        }

        private ChatReply counted(Answered answered) {
            calls++;
            usage = usage.plus(answered.reply().usage());
            cost += answered.cost();
            return answered.reply();
        }

        private Enriching done(AnswerSchema.Checked checked) {
            return Enriching.done(row(checked.json(), checked.unsure(), null), true);
        }

        private Enriching repaired(AnswerSchema.Checked checked, ChatReply reply) {
            if (checked.errors() == null) {
                return done(checked);
            }
            String failure = "the answer does not hold to the schema, nor did it after a repair: " + checked.errors();
            return Enriching.failed(row(null, false, failure), Reason.INVALID_ANSWER, failure, reply.content());
        }

        private StoredAnswer row(String result, boolean unsure, String failure) {
            return new StoredAnswer(
                    key,
                    result,
                    unsure,
                    failure,
                    partial,
                    calls,
                    usage.inputTokens(),
                    usage.outputTokens(),
                    cost,
                    TimeUnit.NANOSECONDS.toMillis(timers.nanos() - began));
        }
    }
}
