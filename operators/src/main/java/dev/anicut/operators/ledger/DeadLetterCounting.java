package dev.anicut.operators.ledger;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.Reason;
import dev.anicut.model.Stage;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counts dead letters, all of which come by here: for the ledger, and as {@code numDeadLetters} in a sub-scope of stage,
 * reason and scope for each kind that has come.
 *
 * <p>A letter about a part of a record stands outside the ledger's sum: the record has an outcome of its own.
 */
public final class DeadLetterCounting implements Counting<DeadLetter> {
    private static final long serialVersionUID = 1L;

    private transient MetricGroup group;
    private transient Map<Kind, Counter> counters;

    private record Kind(Stage stage, Reason reason, DeadLetter.Scope scope) {}

    @Override
    public void open(MetricGroup metrics) {
        group = metrics;
        counters = new HashMap<>();
    }

    @Override
    public void count(DeadLetter letter, long[] counts) {
        counters.computeIfAbsent(new Kind(letter.stage(), letter.reason(), letter.scope()), this::counter)
                .inc();
        if (letter.scope() == DeadLetter.Scope.RECORD) {
            counts[LedgerEntry.DEAD_LETTERED.ordinal()]++;
        }
    }

    private Counter counter(Kind kind) {
        return group.addGroup("stage", kind.stage().code())
                .addGroup("reason", kind.reason().code())
                .addGroup("scope", kind.scope().name().toLowerCase(Locale.ROOT))
                .counter("numDeadLetters");
    }
}
