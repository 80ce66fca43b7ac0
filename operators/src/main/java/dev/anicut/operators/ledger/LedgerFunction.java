package dev.anicut.operators.ledger;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerDelta;
import java.util.Arrays;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Sums what the subtasks have counted, in keyed state, and emits the run's absolute totals.
 *
 * <p>At the end of a bounded run the ledger must add up: a record that was read and has no outcome fails the job.
 */
public final class LedgerFunction extends KeyedProcessFunction<String, LedgerDelta, Ledger> {
    private static final long serialVersionUID = 1L;
    private static final long EMIT_EVERY_MS = 500;

    private final InputSize input;

    private transient ValueState<Ledger> totals;
    private transient ValueState<Long> emission;
    private transient LedgerMetrics metrics;

    /** @param input how much there is to read, for those who watch */
    public LedgerFunction(InputSize input) {
        this.input = input;
    }

    @Override
    public void open(OpenContext context) {
        totals = getRuntimeContext().getState(new ValueStateDescriptor<>("totals", TypeInformation.of(Ledger.class)));
        emission = getRuntimeContext().getState(new ValueStateDescriptor<>("emission-time", Types.LONG));
        metrics = new LedgerMetrics(getRuntimeContext(), input);
    }

    @Override
    public void processElement(LedgerDelta delta, Context context, Collector<Ledger> out) throws Exception {
        TimerService timers = context.timerService();
        Ledger before = totals.value();
        if (before != null && before.finished()) {
            if (isZero(delta)) {
                // a counter that was restored behind its last delta
                return;
            }
            // a run that was drained and goes on
            before = new Ledger(before.runId(), before.counts(), false);
        }
        if (timers.currentWatermark() == Long.MAX_VALUE) {
            throw new SuppressRestartsException(
                    new IllegalStateException("counted after the end of run " + delta.runId()));
        }
        timers.registerEventTimeTimer(Long.MAX_VALUE);
        Ledger after = (before == null ? Ledger.empty(delta.runId()) : before).plus(delta.counts());
        totals.update(after);
        metrics.show(after);
        if (emission.value() == null) {
            long at = timers.currentProcessingTime() + EMIT_EVERY_MS;
            emission.update(at);
            timers.registerProcessingTimeTimer(at);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Ledger> out) throws Exception {
        Ledger ledger = totals.value();
        Long emissionTime = emission.value();
        emission.clear();
        if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
            // batch execution fires it behind the last totals
            if (!ledger.finished()) {
                // after a restore, when nothing has come yet
                metrics.show(ledger);
                out.collect(ledger);
            }
            return;
        }
        if (emissionTime != null) {
            context.timerService().deleteProcessingTimeTimer(emissionTime);
        }
        if (ledger.inFlight() != 0) {
            throw new SuppressRestartsException(new LedgerImbalanceException(ledger));
        }
        // kept, so that a restore from behind the end cannot replace the totals by zeros
        totals.update(ledger.asFinished());
        out.collect(ledger.asFinished());
    }

    private static boolean isZero(LedgerDelta delta) {
        return Arrays.stream(delta.counts()).allMatch(count -> count == 0);
    }
}
