package dev.anicut.operators.enrich;

import dev.anicut.model.memory.Reservation;
import dev.anicut.model.memory.Spend;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Gets one answer: within the budget, through the gate, and again after failures that may pass, until the retry budget is
 * used up. Nobody waits on a thread meanwhile. A failure while the endpoint is down for all costs nothing of the retry
 * budget.
 */
final class Caller {
    private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ChatModel model;
    private final CallGate gate;
    private final Budget budget;
    private final Timers timers;
    private final EnrichMetrics metrics;
    private final long retryBudgetNanos;

    /**
     * An answer and what it took.
     *
     * @param reply the answer
     * @param cost in billionths of a dollar
     */
    record Answered(ChatReply reply, long cost) {}

    Caller(ChatModel model, CallGate gate, Budget budget, Timers timers, EnrichMetrics metrics, Duration retryBudget) {
        this.model = model;
        this.gate = gate;
        this.budget = budget;
        this.timers = timers;
        this.metrics = metrics;
        this.retryBudgetNanos = retryBudget.toNanos();
    }

    /** The future fails with {@link ChatException} or {@link BudgetSpentException}, unless the program is at fault. */
    CompletableFuture<Answered> ask(Tier tier, ChatRequest request) {
        Call call = new Call(tier, request);
        call.begin();
        return call.answered;
    }

    private final class Call {
        private final Tier tier;
        private final ChatRequest request;
        private final Usage estimate;
        private final long estimatedCost;
        private final CompletableFuture<Answered> answered = new CompletableFuture<>();
        private int attempts;
        private long retriedNanos;

        Call(Tier tier, ChatRequest request) {
            this.tier = tier;
            this.request = request;
            this.estimate = request.estimate();
            this.estimatedCost = tier.price().of(estimate);
        }

        void begin() {
            Reservation reservation = new Reservation(tier.model(), estimate.total(), estimatedCost);
            budget.reserve(reservation).whenComplete((granted, failure) -> {
                if (failure != null) {
                    answered.completeExceptionally(failure);
                } else if (!granted) {
                    answered.completeExceptionally(new BudgetSpentException());
                } else {
                    gate.enter(estimate.total()).whenComplete(this::admitted);
                }
            });
        }

        private void admitted(CallGate.Permit permit, Throwable failure) {
            if (failure != null) {
                settle(0, 0, Usage.NONE, 0);
                answered.completeExceptionally(failure);
                return;
            }
            attempts++;
            long began = timers.nanos();
            CompletableFuture<ChatReply> reply;
            try {
                reply = model.ask(request);
            } catch (RuntimeException e) {
                reply = CompletableFuture.failedFuture(e);
            }
            reply.whenComplete((said, thrown) -> {
                long nanos = timers.nanos() - began;
                if (thrown == null) {
                    succeeded(said, permit, nanos);
                } else if (ChatException.unwrapped(thrown) instanceof ChatException chat) {
                    failed(chat, permit, nanos);
                } else {
                    answered.completeExceptionally(thrown);
                }
            });
        }

        private void succeeded(ChatReply said, CallGate.Permit permit, long nanos) {
            long cost = tier.price().of(said.usage());
            metrics.answered(nanos, said.usage(), cost);
            settle(1, 0, said.usage(), cost);
            // before the next call is let in: what waits for this answer is nearer to its end
            permit.succeeded(said.usage());
            answered.complete(new Answered(said, cost));
        }

        private void failed(ChatException failure, CallGate.Permit permit, long nanos) {
            metrics.failed(failure);
            if (failure.mayBePaid()) {
                settle(1, 1, estimate, estimatedCost);
            } else {
                settle(1, 1, Usage.NONE, 0);
            }
            permit.failed(failure);
            long wait = waitNanos(failure);
            if (!permit.isProbe()) {
                retriedNanos += nanos + wait;
            }
            if (!failure.isTransient() || retriedNanos > retryBudgetNanos) {
                answered.completeExceptionally(new ChatException(
                        failure.kind(),
                        attempts == 1 ? failure.getMessage() : failure.getMessage() + ", " + attempts + " attempts"));
            } else {
                timers.schedule(this::begin, wait);
            }
        }

        /** What the server asks for or more; else twice as long each time. Spread, so that not all come back at once. */
        private long waitNanos(ChatException failure) {
            long full = Math.min(LONGEST_BACKOFF_NANOS, FIRST_BACKOFF_NANOS << Math.min(attempts - 1, 20));
            long jitter = ThreadLocalRandom.current().nextLong(full / 2 + 1);
            Duration asked = failure.retryAfter();
            return asked == null ? full - jitter : asked.toNanos() + jitter;
        }

        private void settle(int calls, int failedCalls, Usage usage, long cost) {
            budget.settle(new Spend(
                    tier.model(),
                    calls,
                    failedCalls,
                    usage.inputTokens(),
                    usage.outputTokens(),
                    cost,
                    0,
                    0,
                    budget.isLimited() ? estimate.total() : 0,
                    budget.isLimited() ? estimatedCost : 0));
        }
    }
}
