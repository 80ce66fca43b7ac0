package dev.anicut.operators.enrich;

import dev.anicut.model.memory.BudgetLeft;
import dev.anicut.model.memory.EnrichmentKey;
import dev.anicut.model.memory.EnrichmentMemory;
import dev.anicut.model.memory.Reservation;
import dev.anicut.model.memory.Spend;
import dev.anicut.model.memory.StoredAnswer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A memory in the heap; thread-safe. */
final class FakeMemory implements EnrichmentMemory {
    private final Map<EnrichmentKey, StoredAnswer> answers = new HashMap<>();
    private Spend sum = Spend.hit("all", 0).plus(new Spend("all", 0, 0, 0, 0, 0, -1, 0, 0, 0));
    private long reserved;
    private long mostReserved;
    private long budgetTokens = Long.MAX_VALUE;
    private int refused;
    private boolean broken;

    @Override
    public synchronized Map<EnrichmentKey, StoredAnswer> find(Collection<EnrichmentKey> keys) {
        if (broken) {
            throw new IllegalStateException("the memory is broken");
        }
        Map<EnrichmentKey, StoredAnswer> found = new HashMap<>(answers);
        found.keySet().retainAll(keys);
        return found;
    }

    @Override
    public synchronized void write(Collection<StoredAnswer> written, Collection<Spend> spends) {
        written.forEach(answer -> answers.put(answer.key(), answer));
        for (Spend spend : spends) {
            sum = sum.plus(spend);
            reserved -= spend.releasedTokens();
        }
    }

    @Override
    public synchronized List<Boolean> reserve(List<Reservation> reservations) {
        List<Boolean> granted = new ArrayList<>();
        for (Reservation reservation : reservations) {
            boolean fits = spentTokens() + reserved + reservation.tokens() <= budgetTokens;
            granted.add(fits);
            refused += fits ? 0 : 1;
            reserved += fits ? reservation.tokens() : 0;
            mostReserved = Math.max(mostReserved, spentTokens() + reserved);
        }
        return granted;
    }

    @Override
    public BudgetLeft budgetLeft() {
        return BudgetLeft.UNKNOWN;
    }

    synchronized void budget(long tokens) {
        budgetTokens = tokens;
    }

    synchronized int refused() {
        return refused;
    }

    synchronized void breakDown() {
        broken = true;
    }

    synchronized Spend sum() {
        return sum;
    }

    synchronized long spentTokens() {
        return sum.inputTokens() + sum.outputTokens();
    }

    synchronized long reserved() {
        return reserved;
    }

    synchronized long mostCommitted() {
        return mostReserved;
    }

    synchronized Map<EnrichmentKey, StoredAnswer> answers() {
        return new HashMap<>(answers);
    }

    @Override
    public void close() {}
}
