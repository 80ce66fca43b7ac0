package dev.anicut.jobs.source;

import dev.anicut.model.RawRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;

/**
 * Emits the records of the splits it asks for; a thread of its own reads one batch ahead.
 *
 * <p>Flink's base reader is not used: its queue is bounded in batches only, of which four may be held at a time, each
 * with a record of up to 64 MB; and a fetcher that it retires between two splits can miss its wake-up and hold up the
 * end of the task by half a minute (FLINK-40660).
 */
final class FileSourceReader implements SourceReader<RawRecord, FileSplit> {
    private static final CompletableFuture<Void> AVAILABLE = CompletableFuture.completedFuture(null);
    private static final long CLOSE_WITHIN_SECONDS = 5;

    private final SourceReaderContext context;
    private final Counter bytesIn;
    private final Counter recordsIn;
    private final BatchReader reader;
    private final ExecutorService thread;

    /** Splits that have not been emitted to their end, the first of them under way. */
    private final Deque<FileSplitState> splits = new ArrayDeque<>();
    /** How many of them have not been read to their end. */
    private int unread;

    private boolean asked;
    private boolean noMoreSplits;
    private boolean ended;
    private FileBatch batch;
    private CompletableFuture<FileBatch> nextBatch;
    private CompletableFuture<Void> wakeUp = new CompletableFuture<>();

    FileSourceReader(SourceConfig config, FileVersion version, SourceReaderContext context) {
        this.context = context;
        OperatorIOMetricGroup metrics = context.metricGroup().getIOMetricGroup();
        this.bytesIn = metrics.getNumBytesInCounter();
        this.recordsIn = metrics.getNumRecordsInCounter();
        this.reader = new BatchReader(config, version);
        this.thread = Executors.newSingleThreadExecutor(
                task -> new Thread(task, "file-reader-" + context.getIndexOfSubtask()));
    }

    @Override
    public void start() {
        readAhead();
    }

    @Override
    public void addSplits(List<FileSplit> added) {
        for (FileSplit split : added) {
            splits.add(new FileSplitState(split));
            reader.add(split);
            unread++;
        }
        asked = false;
        readAhead();
        wakeUp.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        wakeUp.complete(null);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<RawRecord> output) throws Exception {
        if (batch == null && !takeBatch()) {
            ended = noMoreSplits && splits.isEmpty();
            return ended ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
        }
        FileRecord next = batch.poll();
        if (next != null) {
            RawRecord record = next.record();
            output.collect(record, record.sequence().timestamp());
            splits.peek().advance(next.slice(), next.position());
            recordsIn.inc();
            bytesIn.inc(record.consumedBytes());
        } else {
            if (batch.isLast()) {
                splits.remove();
            }
            batch = null;
        }
        return InputStatus.MORE_AVAILABLE;
    }

    /** Takes over the batch that was read ahead, if there is one, and has the next one read. */
    private boolean takeBatch() throws Exception {
        if (nextBatch == null || !nextBatch.isDone()) {
            return false;
        }
        batch = nextBatch.get();
        nextBatch = null;
        if (batch.isLast()) {
            unread--;
        }
        readAhead();
        return true;
    }

    private void readAhead() {
        if (unread > 0 && nextBatch == null) {
            nextBatch = CompletableFuture.supplyAsync(reader::read, thread);
        } else if (unread == 0 && !asked && !noMoreSplits) {
            asked = true;
            context.sendSplitRequest();
        }
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (batch != null) {
            return AVAILABLE;
        }
        if (nextBatch != null) {
            // a failure is thrown by the poll that follows
            return nextBatch.handle((read, failure) -> null);
        }
        if (noMoreSplits && splits.isEmpty() && !ended) {
            return AVAILABLE;
        }
        // at the end nothing comes any more: a hybrid source goes on asking, and tells its coordinator of the end each
        // time
        if (wakeUp.isDone()) {
            wakeUp = new CompletableFuture<>();
        }
        return wakeUp;
    }

    @Override
    public List<FileSplit> snapshotState(long checkpointId) {
        return splits.stream().map(FileSplitState::toSplit).toList();
    }

    @Override
    public void close() {
        // a hybrid source waits for this before it asks the next reader
        wakeUp.complete(null);
        reader.stop();
        thread.execute(reader::close);
        thread.shutdown();
        try {
            if (thread.awaitTermination(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // a read that hangs
        thread.shutdownNow();
    }
}
