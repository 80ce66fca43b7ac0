package dev.anicut.jobs.redrive;

import dev.anicut.model.RawRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;

/** Emits the records of the splits it asks for; a record is read when it is wanted, in the task's own thread. */
final class RedriveReader implements SourceReader<RawRecord, RedriveSplit> {
    private static final CompletableFuture<Void> AVAILABLE = CompletableFuture.completedFuture(null);

    private final LetterReader letters;
    private final SourceReaderContext context;
    /** Splits that have not been emitted to their end, the first of them under way. */
    private final Deque<RedriveSplit> splits = new ArrayDeque<>();

    private boolean asked;
    private boolean noMoreSplits;
    private CompletableFuture<Void> wakeUp = new CompletableFuture<>();

    RedriveReader(LetterReader letters, SourceReaderContext context) {
        this.letters = letters;
        this.context = context;
    }

    @Override
    public void start() {
        ask();
    }

    private void ask() {
        if (splits.isEmpty() && !asked && !noMoreSplits) {
            asked = true;
            context.sendSplitRequest();
        }
    }

    @Override
    public void addSplits(List<RedriveSplit> added) {
        splits.addAll(added);
        asked = false;
        wakeUp.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        wakeUp.complete(null);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<RawRecord> output) throws Exception {
        if (splits.isEmpty()) {
            ask();
            return noMoreSplits ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
        }
        LetterReader.Step step = letters.next(splits.remove());
        if (step != null) {
            splits.addFirst(step.after());
            output.collect(step.record(), step.record().sequence().timestamp());
        }
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (!splits.isEmpty() || noMoreSplits) {
            return AVAILABLE;
        }
        if (wakeUp.isDone()) {
            wakeUp = new CompletableFuture<>();
        }
        return wakeUp;
    }

    @Override
    public List<RedriveSplit> snapshotState(long checkpointId) {
        return new ArrayList<>(splits);
    }

    @Override
    public void close() {
        letters.close();
    }
}
