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

    /** @param held the permit of a call whose answer is not stored yet, and whose place this one takes; or null */
    private record Waiting(long tokens, Permit held, CompletableFuture<Permit> permit) {
        boolean hasPlace() {
            return held != null && !held.released;
        }
    }

    CallGate(EnrichConfig config, Timers timers) {
        this.timers = timers;
        this.requests = new Pacer(config.requestsPerMinute(), timers.nanos());
        this.tokens = new Pacer(config.tokensPerMinute(), timers.nanos());
        this.limit = new AdaptiveLimit(config.maxInFlight());
        this.breaker = new EndpointBreaker(timers.clock());
    }

    /** Waits for the limits; fails at once when a call has found that none can succeed. */
    CompletableFuture<Permit> enter(long estimatedTokens) {
        return enter(estimatedTokens, null);
    }

    /** Enters before all others, in the place of a call that led to this one; null for none. */
    CompletableFuture<Permit> enter(long estimatedTokens, Permit held) {
        Waiting waiting = new Waiting(estimatedTokens, held, new CompletableFuture<>());
        synchronized (this) {
            if (held == null) {
                queue.addLast(waiting);
            } else {
                queue.addFirst(waiting);
            }
        }
        admit();
        return waiting.permit();
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
            while (!queue.isEmpty() && mayBegin(queue.peek())) {
                Waiting first = queue.poll();
                requests.take(1, timers.nanos());
                tokens.take(first.tokens(), timers.nanos());
                if (first.hasPlace()) {
                    first.held().released = true;
                } else {
                    underWay++;
                }
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

    private boolean mayBegin(Waiting first) {
        if (!first.hasPlace() && underWay >= limit.current()) {
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

    /**
     * The right to make one call. Its place is given back when the answer is stored, so that what a crash repeats is never
     * more than may be under way.
     */
    final class Permit {
        private final long estimatedTokens;
        private final boolean probe;
        private boolean released;

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
            }
        }

        void failed(ChatException failure) {
            synchronized (CallGate.this) {
                switch (failure.kind()) {
                    case RATE_LIMITED -> {
                        // it is up, and says no
                        breaker.succeeded();
                        limit.refused();
                    }
                    case UNAVAILABLE, TIMEOUT, BROKEN, FOREIGN -> breaker.failed(failure);
                    case SIMPLER, FORBIDDEN, REFUSED, FILTERED, OVERSIZED -> breaker.succeeded();
                    case UNAUTHORIZED, UNKNOWN_MODEL -> {
                        breaker.left();
                        fatal = fatal == null ? failure : fatal;
                    }
                }
                if (!failure.mayBePaid()) {
                    tokens.correct(-estimatedTokens);
                }
            }
            release();
        }

        /** Lets the next call begin; without effect when that was done, or when another call has taken the place. */
        void release() {
            synchronized (CallGate.this) {
                if (released) {
                    return;
                }
                released = true;
                underWay--;
            }
            admit();
        }
    }
}
