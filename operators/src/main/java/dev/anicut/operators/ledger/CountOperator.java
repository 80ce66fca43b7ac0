package dev.anicut.operators.ledger;

import dev.anicut.model.LedgerDelta;
import dev.anicut.model.LedgerEntry;
import java.time.Duration;
import java.util.Arrays;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts the elements of one stream within a subtask and hands the counts on now and then.
 *
 * <p>It holds no state: what it has counted goes out before each checkpoint barrier, before each watermark and at the
 * end of input, so a checkpoint never stands between an element and its count. (Counts kept in operator list state or
 * accumulators are lost when a subtask has finished before a restore.)
 */
public final class CountOperator<T> extends AbstractStreamOperator<LedgerDelta>
        implements OneInputStreamOperator<T, LedgerDelta>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final String runId;
    private final Counting<T> counting;

    private transient long[] counts;
    private transient Counter[] counters;
    private transient boolean ended;

    public CountOperator(String runId, Counting<T> counting) {
        this.runId = runId;
        this.counting = counting;
    }

    @Override
    public void open() throws Exception {
        super.open();
        LedgerEntry[] entries = LedgerEntry.values();
        counts = new long[entries.length];
        counters = new Counter[entries.length];
        MetricGroup group = getMetricGroup().addGroup("ledger");
        for (LedgerEntry entry : entries) {
            counters[entry.ordinal()] = group.counter(entry.code());
        }
        counting.open(getMetricGroup());
        scheduleEmission();
    }

    private void scheduleEmission() {
        long at = getProcessingTimeService().getCurrentProcessingTime() + INTERVAL.toMillis();
        var unused = getProcessingTimeService().registerTimer(at, time -> {
            if (!ended) {
                emit();
                scheduleEmission();
            }
        });
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        counting.count(element.getValue(), counts);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        emit();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        emit();
        if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
            // even a run without one record has a ledger that ends
            output.collect(new StreamRecord<>(new LedgerDelta(runId, counts.clone())));
        }
        super.processWatermark(mark);
    }

    @Override
    public void endInput() {
        emit();
        ended = true;
    }

    private void emit() {
        boolean any = false;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                any = true;
                counters[i].inc(counts[i]);
            }
        }
        if (any) {
            output.collect(new StreamRecord<>(new LedgerDelta(runId, counts.clone())));
            Arrays.fill(counts, 0);
        }
    }
}
