package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEnumeratorTest {
    @TempDir
    Path dir;

    private SourceConfig config;

    @BeforeEach
    void files() {
        for (int i = 0; i < 40; i++) {
            Reading.write(dir.resolve(String.format("%03d.md", i)), "x");
        }
        config = Reading.config(dir);
    }

    private FileEnumerator enumerator(FakeContext context, FileEnumeratorState state) {
        FileEnumerator enumerator = new FileEnumerator(config, FileInputs.resolve(config), state, context);
        enumerator.start();
        return enumerator;
    }

    private static FileEnumeratorState begin() {
        return new FileEnumeratorState(List.of(), PlanState.start(null));
    }

    private static List<String> ids(List<FileSplit> splits) {
        return splits.stream()
                .flatMap(split -> split.slices().stream())
                .map(FileSlice::id)
                .toList();
    }

    @Test
    void handsOutEveryFileOnceAndThenSaysSo() {
        FakeContext context = new FakeContext(2);
        FileEnumerator enumerator = enumerator(context, begin());

        for (int i = 0; context.finished.size() < 2; i++) {
            enumerator.handleSplitRequest(i % 2, "host");
            context.runAsync();
        }

        assertThat(ids(context.assigned)).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void aCheckpointHoldsWhatNoReaderHasEvenWhileListing() {
        FakeContext context = new FakeContext(1);
        FileEnumerator enumerator = enumerator(context, begin());
        enumerator.handleSplitRequest(0, "host");

        // listing is under way: nothing of it is in the checkpoint, nothing is lost
        FileEnumeratorState before = enumerator.snapshotState(1);
        context.runAsync();
        FileEnumeratorState after = enumerator.snapshotState(2);

        assertThat(before).isEqualTo(begin());
        assertThat(context.assigned).hasSize(1);
        List<String> all = new ArrayList<>(ids(context.assigned));
        all.addAll(drain(after));
        assertThat(all).hasSize(40).doesNotHaveDuplicates();
        assertThat(drain(before)).hasSize(40);
    }

    private List<String> drain(FileEnumeratorState state) {
        FakeContext context = new FakeContext(1);
        FileEnumerator enumerator = enumerator(context, state);
        while (context.finished.isEmpty()) {
            enumerator.handleSplitRequest(0, "host");
            context.runAsync();
        }
        return ids(context.assigned);
    }

    @Test
    void splitsThatComeBackAreHandedOutFirst() {
        FakeContext context = new FakeContext(2);
        FileEnumerator enumerator = enumerator(context, begin());
        enumerator.handleSplitRequest(0, "host");
        context.runAsync();
        FileSplit lost = context.assigned.get(0).at(0, 3);

        context.readers.remove(0);
        enumerator.addSplitsBack(List.of(lost), 0);
        enumerator.handleSplitRequest(1, "host");

        assertThat(context.assigned.get(1)).isEqualTo(lost);
    }

    @Test
    void aReaderThatHasGoneIsGivenNothing() {
        FakeContext context = new FakeContext(2);
        FileEnumerator enumerator = enumerator(context, begin());
        enumerator.handleSplitRequest(0, "host");
        context.readers.remove(0);

        context.runAsync();

        assertThat(context.assigned).isEmpty();
        assertThat(enumerator.snapshotState(1).splits()).isNotEmpty();
    }

    /** Runs what is asynchronous when told. */
    private static final class FakeContext implements SplitEnumeratorContext<FileSplit> {
        final Map<Integer, ReaderInfo> readers = new HashMap<>();
        final List<FileSplit> assigned = new ArrayList<>();
        final Set<Integer> finished = new HashSet<>();
        private final Queue<Runnable> async = new ArrayDeque<>();

        FakeContext(int parallelism) {
            for (int i = 0; i < parallelism; i++) {
                readers.put(i, new ReaderInfo(i, "host"));
            }
        }

        void runAsync() {
            while (!async.isEmpty()) {
                async.remove().run();
            }
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
        }

        @Override
        public void sendEventToSourceReader(int subtask, SourceEvent event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int currentParallelism() {
            return 2;
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return readers;
        }

        @Override
        public void assignSplits(SplitsAssignment<FileSplit> assignment) {
            assignment.assignment().values().forEach(assigned::addAll);
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            finished.add(subtask);
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            async.add(() -> {
                try {
                    handler.accept(callable.call(), null);
                } catch (Exception e) {
                    handler.accept(null, e);
                }
            });
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void runInCoordinatorThread(Runnable runnable) {
            runnable.run();
        }
    }
}
