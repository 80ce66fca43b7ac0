package dev.anicut.sinks.kafka;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.util.TimeUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells aloud when a job comes back to events whose transaction the brokers have aborted meanwhile: the connector drops
 * them, and leaves it at a warning that it also gives where all is well.
 */
final class ExpiryWatch extends RichMapFunction<EventRecord, EventRecord> implements CheckpointedFunction {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryWatch.class);
    private static final long serialVersionUID = 1L;

    private final Duration timeout;
    private transient ListState<Long> snapshotTimes;
    private transient boolean sinceSnapshot;
    private transient int expired;

    ExpiryWatch(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public void open(OpenContext context) {
        Counter counter = getRuntimeContext().getMetricGroup().counter("numExpiredTransactions");
        counter.inc(expired);
    }

    @Override
    public EventRecord map(EventRecord event) {
        sinceSnapshot = true;
        return event;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        snapshotTimes.clear();
        // a transaction without events is never opened
        if (sinceSnapshot) {
            snapshotTimes.add(System.currentTimeMillis());
        }
        sinceSnapshot = false;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        snapshotTimes =
                context.getOperatorStateStore().getListState(new ListStateDescriptor<>("snapshot-times", Types.LONG));
        for (long time : snapshotTimes.get()) {
            Duration age = Duration.ofMillis(System.currentTimeMillis() - time);
            if (age.compareTo(timeout) > 0) {
                expired++;
                LOG.error(
                        "The checkpoint that the job continues from is {} s old, more than {} ({}): the brokers have aborted"
                                + " its events unless they were committed before. Tables and ledger are right.",
                        age.toSeconds(),
                        KafkaEventsOptions.TRANSACTION_TIMEOUT.key(),
                        TimeUtils.formatWithHighestUnit(timeout));
            }
        }
    }

    int expired() {
        return expired;
    }
}
