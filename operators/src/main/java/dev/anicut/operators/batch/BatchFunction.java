package dev.anicut.operators.batch;

import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gathers the chunks of a shard into batches: full at a number of chunks, sent on after a wait, and at the end of input.
 *
 * <p>The batch under way is keyed state, so a checkpoint holds it. The end of input is an event-time timer at {@code
 * Long.MAX_VALUE}: pending processing-time timers are dropped there in streaming execution.
 */
public final class BatchFunction extends KeyedProcessFunction<Integer, Chunk, ChunkBatch> {
    private static final long serialVersionUID = 1L;

    private final BatchConfig config;

    private transient ListState<Chunk> pending;
    private transient ValueState<PendingBatch> size;

    public BatchFunction(BatchConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        pending = getRuntimeContext()
                .getListState(new ListStateDescriptor<>("pending-chunks", TypeInformation.of(Chunk.class)));
        size = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("pending-size", TypeInformation.of(PendingBatch.class)));
    }

    @Override
    public void processElement(Chunk chunk, Context context, Collector<ChunkBatch> out) throws Exception {
        TimerService timers = context.timerService();
        PendingBatch before = size.value();
        if (before == null) {
            long deadline = timers.currentProcessingTime() + config.maxWait().toMillis();
            timers.registerProcessingTimeTimer(deadline);
            timers.registerEventTimeTimer(Long.MAX_VALUE);
            before = new PendingBatch(0, deadline);
        }
        PendingBatch batch = new PendingBatch(before.chunks() + 1, before.deadline());
        pending.add(chunk);
        size.update(batch);
        // behind the last watermark no timer may fire any more
        if (batch.chunks() >= config.size() || timers.currentWatermark() == Long.MAX_VALUE) {
            flush(batch, timers, out);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ChunkBatch> out) throws Exception {
        PendingBatch batch = size.value();
        if (batch != null) {
            flush(batch, context.timerService(), out);
        }
    }

    private void flush(PendingBatch batch, TimerService timers, Collector<ChunkBatch> out) throws Exception {
        List<Chunk> chunks = new ArrayList<>(batch.chunks());
        pending.get().forEach(chunks::add);
        pending.clear();
        size.clear();
        timers.deleteProcessingTimeTimer(batch.deadline());
        timers.deleteEventTimeTimer(Long.MAX_VALUE);
        out.collect(new ChunkBatch(chunks));
    }
}
