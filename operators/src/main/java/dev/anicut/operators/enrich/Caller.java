package dev.anicut.operators.enrich;

import dev.anicut.model.memory.Reservation;
import dev.anicut.model.memory.Spend;
import dev.anicut.operators.enrich.ChatException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

    /** An outage in which every probe was this call's: the server falls over this very document. */
    private static final int MAX_ATTEMPTS = 100;

    private static final int MAX_FORBIDDEN = 3;

    private final ChatModel model;
    private final CallGate gate;
    private final Budget budget;
    private final Timers timers;
    private final EnrichMetrics metrics;
    private final long retryBudgetNanos;
    private final URI uri;
    private final Map<String, Refusals> refusals = new HashMap<>();

    /**
     * A reply and what it took.
     *
     * @param reply the reply
     * @param cost in billionths of a dollar
     * @param permit the call's, to be released when the reply is stored or of no use
     */
    record Answered(ChatReply reply, long cost, CallGate.Permit permit) {}

    Caller(ChatModel model, CallGate gate, Budget budget, Timers timers, EnrichMetrics metrics, EnrichConfig config) {
        this.model = model;
        this.gate = gate;
        this.budget = budget;
        this.timers = timers;
        this.metrics = metrics;
        this.retryBudgetNanos = config.retryBudget().toNanos();
        this.uri = config.endpoint().chatUri();
    }

    /** The future fails with {@link ChatException} or {@link BudgetSpentException}, unless the program is at fault. */
    CompletableFuture<Answered> ask(Tier tier, ChatRequest request) {
        return ask(tier, request, null);
    }

    /** Asks in the place of a call that led to this one. */
    CompletableFuture<Answered> ask(Tier tier, ChatRequest request, CallGate.Permit held) {
        Call call = new Call(tier, request);
        call.begin(held);
        return call.answered;
    }

    private void answeredBy(Tier tier) {
        synchronized (refusals) {
            refusalsOf(tier).answered();
        }
    }

    private ChatException judged(Tier tier, ChatException failure) {
        synchronized (refusals) {
            return refusalsOf(tier).judged(failure);
        }
    }

    private Refusals refusalsOf(Tier tier) {
        return refusals.computeIfAbsent(tier.model(), model -> new Refusals(uri));
    }

    private final class Call {
        private final Tier tier;
        private final ChatRequest request;
        private final Usage estimate;
        private final long estimatedCost;
        private final CompletableFuture<Answered> answered = new CompletableFuture<>();
        private int attempts;
        private int forbidden;
        private long retriedNanos;

        Call(Tier tier, ChatRequest request) {
            this.tier = tier;
            this.request = request;
            this.estimate = request.estimate();
            this.estimatedCost = tier.price().of(estimate);
        }

        void begin(CallGate.Permit held) {
            Reservation reservation = new Reservation(tier.model(), estimate.total(), estimatedCost);
            Runnable release = held == null ? () -> {} : held::release;
            budget.reserve(reservation, release).whenComplete((granted, failure) -> {
                if (failure != null) {
                    release.run();
                    answered.completeExceptionally(failure);
                } else if (!granted) {
                    release.run();
                    answered.completeExceptionally(new BudgetSpentException());
                } else {
                    gate.enter(estimate.total(), held).whenComplete(this::admitted);
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
            answeredBy(tier);
            long cost = tier.price().of(said.usage());
            metrics.answered(nanos, said.usage(), cost);
            settle(1, 0, said.usage(), cost);
            permit.succeeded(said.usage());
            answered.complete(new Answered(said, cost, permit));
        }

        private void failed(ChatException thrown, CallGate.Permit permit, long nanos) {
            ChatException failure = judged(tier, thrown);
            metrics.failed(failure);
            if (failure.mayBePaid()) {
                settle(1, 1, estimate, estimatedCost);
            } else {
                settle(1, 1, Usage.NONE, 0);
            }
            permit.failed(failure);
            long wait = waitNanos(failure);
            // a server that says when to come back has said that it is not this call's fault
            long asked = failure.retryAfter() == null ? 0 : failure.retryAfter().toNanos();
            if (mayTryAgain(failure, permit.isProbe(), nanos + wait - asked)) {
                timers.schedule(() -> begin(null), wait);
            } else {
                answered.completeExceptionally(new ChatException(
                        failure.kind(),
                        attempts == 1 ? failure.getMessage() : failure.getMessage() + ", " + attempts + " attempts"));
            }
        }

        private boolean mayTryAgain(ChatException failure, boolean probe, long nanos) {
            if (failure.kind() == Kind.SIMPLER) {
                return true;
            }
            if (failure.kind() == Kind.FORBIDDEN) {
                // while others are refused too, it is not this document
                return ++forbidden < MAX_FORBIDDEN;
            }
            // an outage costs no time, but what may have been paid for is paid for no longer than elsewhere
            if (!probe || failure.mayBePaid()) {
                retriedNanos += nanos;
            }
            return failure.isTransient() && retriedNanos <= retryBudgetNanos && attempts < MAX_ATTEMPTS;
        }

        /** What the server asks for or more; else twice as long each time. Spread, so that not all come back at once. */
        private long waitNanos(ChatException failure) {
            if (failure.kind() == Kind.SIMPLER) {
                return 0;
            }
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
