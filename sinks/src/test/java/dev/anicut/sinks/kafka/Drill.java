package dev.anicut.sinks.kafka;

import dev.anicut.model.DocumentHeader;
import dev.anicut.sinks.postgres.Samples;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.util.Collector;

/**
 * Turns ticks into documents, and crashes twice if asked to: once with documents written since the last checkpoint, and
 * once when the transactions of a checkpoint are just committed, which the restored job commits again.
 */
final class Drill extends RichFlatMapFunction<Long, DocumentHeader>
        implements CheckpointedFunction, CheckpointListener {
    /** Documents of a subtask; with crashes half before the first checkpoint, a quarter more before the first crash. */
    static final int DOCUMENTS = 200;

    private static final AtomicInteger CHECKPOINTS = new AtomicInteger();
    private static final CountDownLatch WRITTEN = new CountDownLatch(1);
    private static final AtomicBoolean CRASHED_IN_THE_MIDST = new AtomicBoolean();
    private static final AtomicBoolean CRASHED_AFTER_COMMIT = new AtomicBoolean();

    private final boolean crashes;
    private transient ListState<Integer> state;
    private transient int emitted;
    private transient int emittedAtSnapshot;

    Drill(boolean crashes) {
        this.crashes = crashes;
    }

    /** Says that documents behind the first checkpoint have been written, which the first crash waits for. */
    static void written() {
        WRITTEN.countDown();
    }

    static boolean isOver() {
        return CRASHED_IN_THE_MIDST.get() && CRASHED_AFTER_COMMIT.get();
    }

    static String id(int subtask, int number) {
        return "doc-" + subtask + "-" + number;
    }

    @Override
    public void flatMap(Long tick, Collector<DocumentHeader> out) {
        boolean waits = crashes && emitted >= DOCUMENTS / 2 && CHECKPOINTS.get() == 0;
        boolean waitsToCrash = crashes && emitted == DOCUMENTS * 3 / 4 && !CRASHED_IN_THE_MIDST.get();
        if (emitted == DOCUMENTS || waits || waitsToCrash) {
            // the ticks go on
            LockSupport.parkNanos(1_000_000);
            return;
        }
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        out.collect(Samples.header(id(subtask, emitted), subtask * 1_000_000L + emitted, "text " + emitted));
        emitted++;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        if (crashes && emitted == DOCUMENTS * 3 / 4 && !CRASHED_IN_THE_MIDST.get()) {
            // so long no checkpoint is complete
            WRITTEN.await();
            if (CRASHED_IN_THE_MIDST.compareAndSet(false, true)) {
                throw new IllegalStateException("first crash of the drill");
            }
        }
        state.clear();
        state.add(emitted);
        emittedAtSnapshot = emitted;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        state = context.getOperatorStateStore().getListState(new ListStateDescriptor<>("emitted", Types.INT));
        for (Integer restored : state.get()) {
            emitted = restored;
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        if (emittedAtSnapshot >= DOCUMENTS / 2) {
            CHECKPOINTS.incrementAndGet();
        }
        // those behind were told before
        if (crashes
                && emittedAtSnapshot == DOCUMENTS
                && CRASHED_IN_THE_MIDST.get()
                && CRASHED_AFTER_COMMIT.compareAndSet(false, true)) {
            throw new IllegalStateException("second crash of the drill");
        }
    }
}
