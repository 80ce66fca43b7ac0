package dev.anicut.model.memory;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The answers that were paid for before, and the account of what was spent. Not thread-safe: one for each job, for the
 * stage runs as one subtask. What a process had reserved when it died counts as spent once the memory is opened again
 * for its run, or when it has not been heard of for a while.
 */
public interface EnrichmentMemory extends AutoCloseable {

    /** The stored answers and failures; what was never asked is absent. */
    Map<EnrichmentKey, StoredAnswer> find(Collection<EnrichmentKey> keys) throws Exception;

    /** Stores answers, and books what was spent, in one transaction. */
    void write(Collection<StoredAnswer> answers, Collection<Spend> spends) throws Exception;

    /**
     * Puts budget aside, in the order asked, as far as it goes.
     *
     * @return for each reservation whether it was granted
     */
    List<Boolean> reserve(List<Reservation> reservations) throws Exception;

    /** What was left of the budget when it was last put aside; asked from any thread. */
    BudgetLeft budgetLeft();

    /** Makes a memory where it is used; travels with the job graph. */
    @FunctionalInterface
    interface Factory extends Serializable {
        EnrichmentMemory open() throws Exception;
    }
}
