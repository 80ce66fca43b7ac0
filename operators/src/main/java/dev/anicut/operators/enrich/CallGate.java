package dev.anicut.operators.enrich;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Lets calls begin, first come first served, when all limits allow: requests and tokens a minute, requests under way,
 * and an endpoint that is up. Holds for the whole job, for the stage runs as one subtask; thread-safe.
 */
final class CallGate {
    private final Timers timers;
    private final Pacer requests;
    private final Pacer tokens;
    private final AdaptiveLimit limit;
    private final EndpointBreaker breaker;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private int underWay;
    private long wakeAt = Long.MAX_VALUE;
    private ChatException fatal;

    private record Waiting(long tokens, CompletableFuture<Permit> permit) {}

    CallGate(EnrichConfig config, Timers timers) {
        this.timers = timers;
        this.requests = new Pacer(config.requestsPerMinute(), timers.nanos());
        this.tokens = new Pacer(config.tokensPerMinute(), timers.nanos());
        this.limit = new AdaptiveLimit(config.maxInFlight());
        this.breaker = new EndpointBreaker(timers.clock());
    }

    /** Waits for the limits; fails at once when a call has found that none can succeed. */
    CompletableFuture<Permit> enter(long estimatedTokens) {
        CompletableFuture<Permit> permit = new CompletableFuture<>();
        synchronized (this) {
            queue.add(new Waiting(estimatedTokens, permit));
        }
        admit();
        return permit;
    }

    private void admit() {
        List<Waiting> admitted = new ArrayList<>();
        List<Permit> permits = new ArrayList<>();
        ChatException failure;
        synchronized (this) {
            failure = fatal;
            while (failure != null && !queue.isEmpty()) {
                admitted.add(queue.poll());
            }
            while (!queue.isEmpty() && mayBegin()) {
                Waiting first = queue.poll();
                requests.take(1, timers.nanos());
                tokens.take(first.tokens(), timers.nanos());
                underWay++;
                admitted.add(first);
                permits.add(new Permit(first.tokens(), !breaker.isClosed()));
            }
        }
        // outside of the lock: whoever waited goes on in here
        for (int i = 0; i < admitted.size(); i++) {
            if (failure == null) {
                admitted.get(i).permit().complete(permits.get(i));
            } else {
                admitted.get(i).permit().completeExceptionally(failure);
            }
        }
    }

    private boolean mayBegin() {
        if (underWay >= limit.current()) {
            return false;
        }
        long now = timers.nanos();
        long wait = Math.max(requests.waitNanos(now), tokens.waitNanos(now));
        if (wait == 0 && breaker.tryEnter()) {
            return true;
        }
        wakeIn(wait > 0 ? wait : EndpointBreaker.POLL_NANOS);
        return false;
    }

    private void wakeIn(long nanos) {
        long at = timers.nanos() + nanos;
        if (at < wakeAt) {
            wakeAt = at;
            timers.schedule(
                    () -> {
                        synchronized (this) {
                            wakeAt = Long.MAX_VALUE;
                        }
                        admit();
                    },
                    nanos);
        }
    }

    synchronized int underWay() {
        return underWay;
    }

    synchronized int limit() {
        return limit.current();
    }

    synchronized int waiting() {
        return queue.size();
    }

    boolean isEndpointUp() {
        return breaker.isClosed();
    }

    /** The right to make one call; given back when it has ended. */
    final class Permit {
        private final long estimatedTokens;
        private final boolean probe;

        private Permit(long estimatedTokens, boolean probe) {
            this.estimatedTokens = estimatedTokens;
            this.probe = probe;
        }

        /** Whether the call tries out an endpoint that was down. */
        boolean isProbe() {
            return probe;
        }

        void succeeded(Usage usage) {
            synchronized (CallGate.this) {
                breaker.succeeded();
                limit.succeeded();
                tokens.correct(usage.total() - estimatedTokens);
                underWay--;
            }
            admit();
        }

        void failed(ChatException failure) {
            synchronized (CallGate.this) {
                switch (failure.kind()) {
                    case RATE_LIMITED -> {
                        // it is up, and says no
                        breaker.succeeded();
                        limit.refused();
                    }
                    case UNAVAILABLE, TIMEOUT, BROKEN -> breaker.failed(failure);
                    case REFUSED -> breaker.succeeded();
                    default -> {
                        breaker.left();
                        fatal = fatal == null ? failure : fatal;
                    }
                }
                if (!failure.mayBePaid()) {
                    tokens.correct(-estimatedTokens);
                }
                underWay--;
            }
            admit();
        }
    }
}
