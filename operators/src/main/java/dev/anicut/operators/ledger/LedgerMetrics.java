package dev.anicut.operators.ledger;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.util.function.ToDoubleFunction;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * The ledger as the dashboard and metrics show it: a gauge for each total in the sub-scope {@code totals}, with
 * {@code settled} and {@code in_flight}; {@code inputBytes}, {@code inputRecords}, {@code timeLeftSeconds}; and the same
 * totals as accumulators.
 *
 * <p>All of it is for show. The truth is the ledger in keyed state and in {@code runs}: accumulators and metrics are not
 * restored, and say nothing until the first delta comes.
 */
final class LedgerMetrics {
    private final LongCounter[] accumulators = new LongCounter[LedgerEntry.values().length];
    private final LongCounter settled = new LongCounter();
    private final LongCounter inFlight = new LongCounter();
    private final InputSize input;
    private final InputProgress progress;
    /** Null before the first delta. */
    private volatile Ledger latest;

    private volatile double secondsLeft = Double.NaN;

    LedgerMetrics(RuntimeContext context, InputSize input) {
        this.input = input;
        this.progress = new InputProgress(input);
        MetricGroup group = context.getMetricGroup();
        MetricGroup totals = group.addGroup("totals");
        for (LedgerEntry entry : LedgerEntry.values()) {
            totals.gauge(entry.code(), known(ledger -> ledger.get(entry)));
            accumulators[entry.ordinal()] = new LongCounter();
            context.addAccumulator(entry.code(), accumulators[entry.ordinal()]);
        }
        totals.gauge("settled", known(Ledger::settled));
        totals.gauge("in_flight", known(Ledger::inFlight));
        context.addAccumulator("settled", settled);
        context.addAccumulator("in_flight", inFlight);

        group.gauge("inputBytes", input::bytes);
        group.gauge("inputRecords", input::records);
        group.gauge("timeLeftSeconds", () -> secondsLeft);
    }

    private Gauge<Double> known(ToDoubleFunction<Ledger> value) {
        return () -> {
            Ledger ledger = latest;
            return ledger == null ? Double.NaN : value.applyAsDouble(ledger);
        };
    }

    void show(Ledger ledger) {
        latest = ledger;
        if (input.ends()) {
            progress.update(ledger, System.currentTimeMillis());
            secondsLeft = progress.secondsLeft();
        }
        for (LedgerEntry entry : LedgerEntry.values()) {
            set(accumulators[entry.ordinal()], ledger.get(entry));
        }
        set(settled, ledger.settled());
        set(inFlight, ledger.inFlight());
    }

    /** In one step: another thread takes snapshots. */
    private static void set(LongCounter accumulator, long value) {
        accumulator.add(value - accumulator.getLocalValuePrimitive());
    }
}
