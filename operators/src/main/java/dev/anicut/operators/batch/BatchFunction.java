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
        PendingBatch before = size.value();
        if (before == null) {
            long deadline = context.timerService().currentProcessingTime()
                    + config.maxWait().toMillis();
            context.timerService().registerProcessingTimeTimer(deadline);
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
            before = new PendingBatch(0, deadline);
        }
        pending.add(chunk);
        size.update(new PendingBatch(before.chunks() + 1, before.deadline()));
        if (before.chunks() + 1 >= config.size()) {
            context.timerService().deleteProcessingTimeTimer(before.deadline());
            flush(context, out);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ChunkBatch> out) throws Exception {
        flush(context, out);
    }

    private void flush(Context context, Collector<ChunkBatch> out) throws Exception {
        List<Chunk> chunks = new ArrayList<>();
        pending.get().forEach(chunks::add);
        pending.clear();
        size.clear();
        context.timerService().deleteEventTimeTimer(Long.MAX_VALUE);
        if (!chunks.isEmpty()) {
            out.collect(new ChunkBatch(chunks));
        }
    }
}
