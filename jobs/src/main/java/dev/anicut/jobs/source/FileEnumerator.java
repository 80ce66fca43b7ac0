package dev.anicut.jobs.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/**
 * Hands out splits to readers that ask. Files are listed as they are wanted, in a thread of its own, so that a checkpoint
 * holds where listing stands and not a list of a million files.
 */
final class FileEnumerator implements SplitEnumerator<FileSplit, FileEnumeratorState> {
    private final SplitEnumeratorContext<FileSplit> context;
    private final SplitPlanner planner;
    private final Deque<FileSplit> splits;
    private final Set<Integer> waiting = new LinkedHashSet<>();
    private PlanState plan;
    private boolean listing;
    private volatile long splitsLeft;

    FileEnumerator(
            SourceConfig config,
            List<InputRoot> inputs,
            FileEnumeratorState state,
            SplitEnumeratorContext<FileSplit> context) {
        this.context = context;
        this.splits = new ArrayDeque<>(state.splits());
        this.plan = state.plan();
        this.planner = new SplitPlanner(config, inputs, plan);
        this.splitsLeft = splits.size();
    }

    @Override
    public void start() {
        context.metricGroup().setUnassignedSplitsGauge(() -> splitsLeft);
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        waiting.add(subtask);
        assign();
    }

    @Override
    public void addSplitsBack(List<FileSplit> returned, int subtask) {
        waiting.remove(subtask);
        for (int i = returned.size() - 1; i >= 0; i--) {
            splits.addFirst(returned.get(i));
        }
        assign();
    }

    @Override
    public void addReader(int subtask) {
        // readers ask
    }

    private void assign() {
        waiting.removeIf(subtask -> !context.registeredReaders().containsKey(subtask));
        Iterator<Integer> readers = waiting.iterator();
        while (readers.hasNext() && !splits.isEmpty()) {
            context.assignSplit(splits.poll(), readers.next());
            readers.remove();
        }
        splitsLeft = splits.size();
        if (plan.finished()) {
            waiting.forEach(context::signalNoMoreSplits);
            waiting.clear();
        } else if (!listing && splits.size() < context.currentParallelism()) {
            // one round ahead of the readers
            listing = true;
            int parallelism = context.currentParallelism();
            context.callAsync(() -> planner.next(parallelism), this::onListed);
        }
    }

    private void onListed(SplitPlanner.Plan listed, Throwable failure) {
        listing = false;
        if (failure != null) {
            throw new IllegalStateException("the inputs cannot be listed", failure);
        }
        splits.addAll(listed.splits());
        plan = listed.after();
        assign();
    }

    @Override
    public FileEnumeratorState snapshotState(long checkpointId) {
        return new FileEnumeratorState(new ArrayList<>(splits), plan);
    }

    @Override
    public void close() {
        // listings hold nothing open
    }
}
