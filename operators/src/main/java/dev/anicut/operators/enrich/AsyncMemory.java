package dev.anicut.operators.enrich;

import dev.anicut.model.memory.BudgetLeft;
import dev.anicut.model.memory.EnrichmentKey;
import dev.anicut.model.memory.EnrichmentMemory;
import dev.anicut.model.memory.Reservation;
import dev.anicut.model.memory.Spend;
import dev.anicut.model.memory.StoredAnswer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A memory that nobody waits for: one thread takes all that has gathered since its last round, and asks and writes it
 * together. Writes are in the order in which they were given. Once the memory has failed, all that is given fails.
 */
final class AsyncMemory implements AutoCloseable {
    private static final int MAX_BATCH = 1000;
    private static final long CLOSE_SECONDS = 20;

    private final EnrichmentMemory memory;
    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closing;

    private sealed interface Task {
        CompletableFuture<?> done();
    }

    private record Find(Collection<EnrichmentKey> keys, CompletableFuture<Map<EnrichmentKey, StoredAnswer>> done)
            implements Task {}

    private record Write(StoredAnswer answer, Spend spend, CompletableFuture<Void> done) implements Task {}

    private record Reserve(Reservation reservation, CompletableFuture<Boolean> done) implements Task {}

    private record Stop(CompletableFuture<Void> done) implements Task {}

    AsyncMemory(EnrichmentMemory memory) {
        this.memory = memory;
        this.thread = new Thread(this::run, "enrich-memory");
        thread.setDaemon(true);
        thread.start();
    }

    CompletableFuture<Map<EnrichmentKey, StoredAnswer>> find(Collection<EnrichmentKey> keys) {
        return give(new Find(keys, new CompletableFuture<>())).done();
    }

    CompletableFuture<Void> write(StoredAnswer answer) {
        return give(new Write(answer, null, new CompletableFuture<>())).done();
    }

    CompletableFuture<Void> write(Spend spend) {
        return give(new Write(null, spend, new CompletableFuture<>())).done();
    }

    CompletableFuture<Boolean> reserve(Reservation reservation) {
        return give(new Reserve(reservation, new CompletableFuture<>())).done();
    }

    BudgetLeft budgetLeft() {
        return memory.budgetLeft();
    }

    private <T extends Task> T give(T task) {
        if (closing) {
            task.done().completeExceptionally(new IllegalStateException("the memory is closed"));
        } else {
            queue.add(task);
        }
        return task;
    }

    private void run() {
        List<Task> batch = new ArrayList<>();
        try {
            while (true) {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch, MAX_BATCH - 1);
                boolean stop = batch.stream().anyMatch(Stop.class::isInstance);
                work(batch);
                if (stop) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            fail(batch, e);
        } catch (Exception e) {
            fail(batch, e);
        }
    }

    private void work(List<Task> batch) throws Exception {
        List<Write> writes = only(Write.class, batch);
        if (!writes.isEmpty()) {
            List<StoredAnswer> answers = new ArrayList<>();
            List<Spend> spends = new ArrayList<>();
            for (Write write : writes) {
                if (write.answer() != null) {
                    answers.add(write.answer());
                }
                if (write.spend() != null) {
                    spends.add(write.spend());
                }
            }
            memory.write(answers, spends);
            writes.forEach(write -> write.done().complete(null));
        }
        List<Find> finds = only(Find.class, batch);
        if (!finds.isEmpty()) {
            Set<EnrichmentKey> keys = new HashSet<>();
            finds.forEach(find -> keys.addAll(find.keys()));
            Map<EnrichmentKey, StoredAnswer> found = memory.find(keys);
            finds.forEach(find -> find.done().complete(found));
        }
        List<Reserve> reserves = only(Reserve.class, batch);
        if (!reserves.isEmpty()) {
            List<Boolean> granted =
                    memory.reserve(reserves.stream().map(Reserve::reservation).toList());
            for (int i = 0; i < reserves.size(); i++) {
                reserves.get(i).done().complete(granted.get(i));
            }
        }
        only(Stop.class, batch).forEach(stop -> stop.done().complete(null));
    }

    private static <T extends Task> List<T> only(Class<T> kind, List<Task> batch) {
        return batch.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void fail(List<Task> batch, Exception failure) {
        closing = true;
        List<Task> lost = new ArrayList<>(batch);
        queue.drainTo(lost);
        lost.forEach(task -> task.done().completeExceptionally(failure));
    }

    /** Writes what has been given. */
    @Override
    public void close() throws Exception {
        Stop stop = new Stop(new CompletableFuture<>());
        if (!closing) {
            queue.add(stop);
            closing = true;
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        }
        thread.interrupt();
        memory.close();
    }
}
