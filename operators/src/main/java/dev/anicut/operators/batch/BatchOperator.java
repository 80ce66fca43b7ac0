package dev.anicut.operators.batch;

import dev.anicut.model.Chunk;
import dev.anicut.model.ChunkBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gathers the chunks of a subtask into batches: full at a number of chunks, sent on after a wait, and at the end of input.
 *
 * <p>A checkpoint holds the batch under way, as it would take long to embed it before each barrier. Of those of all
 * subtasks each takes up again what {@link ShardPartitioner} gives it, whatever the parallelism was.
 */
public final class BatchOperator extends AbstractStreamOperator<ChunkBatch>
        implements OneInputStreamOperator<Chunk, ChunkBatch>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private final BatchConfig config;

    private transient ListState<Chunk> state;
    private transient List<Chunk> pending;
    private transient StreamRecord<Chunk> last;
    private transient ScheduledFuture<?> deadline;
    private transient boolean isBehindLastWatermark;

    public BatchOperator(BatchConfig config) {
        this.config = config;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("pending-chunks", TypeInformation.of(Chunk.class)));
        pending = new ArrayList<>();
        int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        int own = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        ShardPartitioner shards = new ShardPartitioner();
        for (Chunk chunk : state.get()) {
            if (shards.partition(chunk.chunkHash(), subtasks) == own) {
                pending.add(chunk);
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        if (!pending.isEmpty()) {
            awaitDeadline();
        }
    }

    @Override
    public void processElement(StreamRecord<Chunk> element) throws Exception {
        pending.add(element.getValue());
        last = element.copy(null);
        if (pending.size() >= config.size() || isBehindLastWatermark) {
            flush();
        } else if (deadline == null) {
            awaitDeadline();
        }
    }

    private void awaitDeadline() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        deadline =
                getProcessingTimeService().registerTimer(now + config.maxWait().toMillis(), time -> flush());
    }

    private void flush() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
        // those of several subtasks may be more than one batch
        for (int from = 0; from < pending.size(); from += config.size()) {
            List<Chunk> chunks = pending.subList(from, Math.min(from + config.size(), pending.size()));
            StreamRecord<ChunkBatch> batch = new StreamRecord<>(new ChunkBatch(new ArrayList<>(chunks)));
            if (last != null && last.hasTimestamp()) {
                batch.setTimestamp(last.getTimestamp());
            }
            output.collect(batch);
        }
        pending.clear();
    }

    /** Does not wait for the batch, but for the last one: behind that timers end the stream. */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
            isBehindLastWatermark = true;
            flush();
        }
        super.processWatermark(mark);
    }

    @Override
    public void endInput() {
        flush();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(pending);
    }
}
