package dev.anicut.operators.enrich;

import dev.anicut.model.memory.Reservation;
import dev.anicut.model.memory.Spend;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts aside what a call may cost before it is made, and books what it did cost. Thread-safe.
 *
 * <p>A call that does not fit beside the calls under way waits for these: what they leave of their reservations may do.
 * Only when none is left that could give something back is the budget spent.
 */
final class Budget {
    private static final Logger LOG = LoggerFactory.getLogger(Budget.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AsyncMemory memory;
    private final boolean limited;
    private final boolean waits;
    private final Timers timers;
    private final Deque<Asking> waiting = new ArrayDeque<>();
    private int outstanding;
    private long settlements;
    private boolean told;

    private record Asking(Reservation reservation, Runnable whenItWaits, CompletableFuture<Boolean> granted) {}

    Budget(AsyncMemory memory, EnrichConfig config, Timers timers) {
        this.memory = memory;
        this.limited = config.hasBudget();
        this.waits = config.onBudget() == EnrichOptions.OnBudget.WAIT;
        this.timers = timers;
    }

    boolean isLimited() {
        return limited;
    }

    /**
     * @param whenItWaits run before it is waited for what others give back, who may be waiting for something in turn
     * @return whether the call may be made; false when the budget is spent and nobody waits for more
     */
    CompletableFuture<Boolean> reserve(Reservation reservation, Runnable whenItWaits) {
        if (!limited) {
            return CompletableFuture.completedFuture(true);
        }
        Asking asking = new Asking(reservation, whenItWaits, new CompletableFuture<>());
        ask(asking);
        return asking.granted();
    }

    private void ask(Asking asking) {
        long before;
        synchronized (this) {
            before = settlements;
        }
        memory.reserve(asking.reservation()).whenComplete((granted, failure) -> {
            if (failure != null) {
                asking.granted().completeExceptionally(failure);
            } else if (granted) {
                synchronized (this) {
                    outstanding++;
                }
                asking.granted().complete(true);
                askNext();
            } else {
                refused(asking, before);
            }
        });
    }

    private void refused(Asking asking, long settlementsBefore) {
        asking.whenItWaits().run();
        boolean again;
        boolean over = false;
        synchronized (this) {
            again = settlements != settlementsBefore;
            if (!again && outstanding > 0) {
                waiting.add(asking);
            } else if (!again) {
                over = true;
                if (!told) {
                    told = true;
                    LOG.warn("The budget for the language model is spent: {}", waits ? "the stream waits" : "skipping");
                }
            }
        }
        if (again) {
            ask(asking);
        } else if (over && waits) {
            timers.schedule(() -> ask(asking), RETRY_NANOS);
        } else if (over) {
            asking.granted().complete(false);
            askNext();
        }
    }

    private void askNext() {
        Asking next;
        synchronized (this) {
            next = waiting.poll();
        }
        if (next != null) {
            ask(next);
        }
    }

    /** Books what a call has cost and gives back the rest of what was put aside for it. */
    CompletableFuture<Void> settle(Spend spend) {
        CompletableFuture<Void> written = memory.write(spend);
        if (limited) {
            written.thenRun(() -> {
                synchronized (this) {
                    settlements++;
                    outstanding--;
                }
                askNext();
            });
        }
        return written;
    }
}
