package dev.anicut.jobs.redrive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/** Hands out splits to readers that ask. */
final class RedriveEnumerator implements SplitEnumerator<RedriveSplit, List<RedriveSplit>> {
    /** Few, since letters of one file should stay together; some, since they take unequal time. */
    private static final int SPLITS_PER_READER = 4;

    private final SplitEnumeratorContext<RedriveSplit> context;
    private final Deque<RedriveSplit> splits;

    RedriveEnumerator(SplitEnumeratorContext<RedriveSplit> context, List<RedriveSplit> splits) {
        this.context = context;
        this.splits = new ArrayDeque<>(splits);
    }

    /** All places, cut evenly. */
    static List<RedriveSplit> cut(long places, int parallelism) {
        long number = Math.min(places, (long) parallelism * SPLITS_PER_READER);
        List<RedriveSplit> splits = new ArrayList<>();
        for (long i = 0; i < number; i++) {
            splits.add(new RedriveSplit(
                    "letters-" + i, places * i / number, places * (i + 1) / number, RedriveSplit.START));
        }
        return splits;
    }

    @Override
    public void start() {
        // readers ask
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        RedriveSplit split = splits.poll();
        if (split == null) {
            context.signalNoMoreSplits(subtask);
        } else {
            context.assignSplit(split, subtask);
        }
    }

    @Override
    public void addSplitsBack(List<RedriveSplit> returned, int subtask) {
        splits.addAll(returned);
    }

    @Override
    public void addReader(int subtask) {
        // readers ask
    }

    @Override
    public List<RedriveSplit> snapshotState(long checkpointId) {
        return new ArrayList<>(splits);
    }

    @Override
    public void close() {
        // splits hold nothing open
    }
}
