package dev.anicut.operators.ledger;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerDelta;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.TimeDomain;
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

    private transient ValueState<Ledger> totals;
    private transient ValueState<Boolean> emissionPending;

    @Override
    public void open(OpenContext context) {
        totals = getRuntimeContext().getState(new ValueStateDescriptor<>("totals", TypeInformation.of(Ledger.class)));
        emissionPending = getRuntimeContext().getState(new ValueStateDescriptor<>("emission-pending", Types.BOOLEAN));
    }

    @Override
    public void processElement(LedgerDelta delta, Context context, Collector<Ledger> out) throws Exception {
        Ledger before = totals.value();
        if (before == null) {
            before = Ledger.empty(delta.runId());
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }
        totals.update(before.plus(delta.counts()));
        if (emissionPending.value() == null) {
            emissionPending.update(true);
            context.timerService()
                    .registerProcessingTimeTimer(context.timerService().currentProcessingTime() + EMIT_EVERY_MS);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Ledger> out) throws Exception {
        Ledger ledger = totals.value();
        if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
            emissionPending.clear();
            if (ledger != null) {
                out.collect(ledger);
            }
            return;
        }
        if (ledger.inFlight() != 0) {
            throw new SuppressRestartsException(new LedgerImbalanceException(ledger));
        }
        out.collect(ledger.asFinished());
        totals.clear();
    }
}
