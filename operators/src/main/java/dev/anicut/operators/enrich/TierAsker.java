package dev.anicut.operators.enrich;

import dev.anicut.model.Reason;
import dev.anicut.model.memory.EnrichmentKey;
import dev.anicut.model.memory.StoredAnswer;
import dev.anicut.operators.enrich.Caller.Answered;
import dev.anicut.operators.enrich.Enricher.Enriching;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks one model about one content, and once more if its answer does not hold to the schema. An answer that holds, and a
 * failure that no repetition would change, are stored; a failure that may pass is not.
 */
final class TierAsker {
    private static final String INVALID = "the answer does not hold to the schema";

    private final EnrichConfig config;
    private final AsyncMemory memory;
    private final Caller caller;
    private final AnswerSchema schema;
    private final LongTexts longTexts;
    private final Timers timers;
    private final EnrichMetrics metrics;

    TierAsker(
            EnrichConfig config,
            AsyncMemory memory,
            Caller caller,
            LongTexts longTexts,
            Timers timers,
            EnrichMetrics metrics) {
        this.config = config;
        this.memory = memory;
        this.caller = caller;
        this.schema = new AnswerSchema(config.prompt());
        this.longTexts = longTexts;
        this.timers = timers;
        this.metrics = metrics;
    }

    /** The future fails only for what must stop the job. */
    CompletableFuture<Enriching> ask(Tier tier, EnrichmentKey key, String text) {
        Asking asking = new Asking(tier, key);
        return longTexts
                .shorten(tier, text)
                .thenCompose(asking::ask)
                .exceptionallyCompose(failure -> asking.ended(ChatException.unwrapped(failure)))
                .thenCompose(this::stored)
                .whenComplete((ended, failure) -> asking.release());
    }

    /** Why a failure that is remembered came about. */
    static Reason reasonOf(StoredAnswer failed) {
        return failed.failure() != null && failed.failure().startsWith(INVALID)
                ? Reason.INVALID_ANSWER
                : Reason.ANSWER_REFUSED;
    }

    private CompletableFuture<Enriching> stored(Enriching ended) {
        return ended.answer() == null
                ? CompletableFuture.completedFuture(ended)
                : memory.write(ended.answer()).thenApply(written -> ended);
    }

    /** A question, and what it has taken so far. */
    private final class Asking {
        private final Tier tier;
        private final EnrichmentKey key;
        private final long began = timers.nanos();
        private boolean partial;
        private List<ChatMessage> question;
        private int calls;
        private Usage usage = Usage.NONE;
        private long cost;
        private CallGate.Permit held;

        Asking(Tier tier, EnrichmentKey key) {
            this.tier = tier;
            this.key = key;
        }

        CompletableFuture<Enriching> ask(LongTexts.Shortened text) {
            partial = text.partial();
            question = Questions.about(config.prompt().instructions(), key.contentHash(), text.text());
            return put(question).thenCompose(first -> {
                AnswerSchema.Checked checked = schema.check(first.content());
                if (checked.errors() == null) {
                    return CompletableFuture.completedFuture(done(checked));
                }
                if (first.declined() != null) {
                    return CompletableFuture.completedFuture(declined(first));
                }
                metrics.repaired();
                return put(Questions.repair(question, first, checked.errors()))
                        .thenApply(second -> repaired(schema.check(second.content()), second));
            });
        }

        /** In the place of the call before it, if there was one, whose answer would be paid for again. */
        private CompletableFuture<ChatReply> put(List<ChatMessage> messages) {
            ChatRequest request = new ChatRequest(tier.model(), messages, schema.node(), config.maxOutputTokens());
            return caller.ask(tier, request, held).thenApply(this::counted);
        }

        private ChatReply counted(Answered answered) {
            held = answered.permit();
            calls++;
            usage = usage.plus(answered.reply().usage());
            cost += answered.cost();
            return answered.reply();
        }

        void release() {
            if (held != null) {
                held.release();
            }
        }

        private Enriching done(AnswerSchema.Checked checked) {
            return Enriching.done(row(checked.json(), checked.unsure(), null), true);
        }

        private Enriching declined(ChatReply reply) {
            return failed(Reason.ANSWER_REFUSED, reply.declined(), reply);
        }

        private Enriching repaired(AnswerSchema.Checked checked, ChatReply reply) {
            if (checked.errors() == null) {
                return done(checked);
            }
            return reply.declined() != null
                    ? declined(reply)
                    : failed(
                            Reason.INVALID_ANSWER, INVALID + ", nor did it after a repair: " + checked.errors(), reply);
        }

        private Enriching failed(Reason reason, String message, ChatReply reply) {
            return Enriching.failed(row(null, false, message), reason, message, reply.said());
        }

        CompletableFuture<Enriching> ended(Throwable failure) {
            if (failure instanceof BudgetSpentException) {
                return CompletableFuture.completedFuture(Enriching.skipped());
            }
            if (!(failure instanceof ChatException chat) || chat.isFatal()) {
                return CompletableFuture.failedFuture(failure);
            }
            Reason reason =
                    switch (chat.kind()) {
                        case REFUSED, FILTERED, OVERSIZED, FORBIDDEN -> Reason.ANSWER_REFUSED;
                        case TIMEOUT -> Reason.TIMEOUT;
                        default -> Reason.NO_ANSWER;
                    };
            StoredAnswer remembered = chat.isFinal() ? row(null, false, chat.getMessage()) : null;
            return CompletableFuture.completedFuture(Enriching.failed(remembered, reason, chat.getMessage(), null));
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
