package dev.anicut.operators.dedup;

import dev.anicut.model.Document;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.memory.DocumentMemory;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Attaches to each document what PostgreSQL holds of its id and its content, a batch at a time.
 *
 * <p>It holds no state: the batch under way goes out before each checkpoint barrier, before each watermark (which would
 * otherwise overtake it) and at the end of input.
 */
public final class RecallOperator extends AbstractStreamOperator<RecalledDocument>
        implements OneInputStreamOperator<Document, RecalledDocument>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    /** A batch of long texts goes out before it weighs on the heap. */
    private static final long MAX_BATCH_CHARS = 8L << 20;

    private final int maxBatch;
    private final long maxWaitMs;
    private final DocumentMemory.Factory memoryFactory;

    private transient DocumentMemory memory;
    private transient List<StreamRecord<Document>> batch;
    private transient long batchChars;
    private transient long generation;
    private transient Counter numRecalls;
    private transient Counter numKnownDocuments;
    private transient Counter numKnownContents;
    private transient Histogram recallLatencyMs;

    public RecallOperator(DedupConfig config, DocumentMemory.Factory memoryFactory) {
        this.maxBatch = config.recallBatch();
        this.maxWaitMs = config.recallWait().toMillis();
        this.memoryFactory = memoryFactory;
    }

    @Override
    public void open() throws Exception {
        super.open();
        memory = memoryFactory.open();
        batch = new ArrayList<>();
        numRecalls = getMetricGroup().counter("numRecalls");
        numKnownDocuments = getMetricGroup().counter("numKnownDocuments");
        numKnownContents = getMetricGroup().counter("numKnownContents");
        recallLatencyMs = getMetricGroup().histogram("recallLatencyMs", new DescriptiveStatisticsHistogram(256));
    }

    @Override
    public void processElement(StreamRecord<Document> element) throws Exception {
        if (batch.isEmpty()) {
            scheduleFlush();
        }
        // the runtime may use the record again
        batch.add(element.copy(element.getValue()));
        batchChars += element.getValue().textLength();
        if (batch.size() >= maxBatch || batchChars >= MAX_BATCH_CHARS) {
            flush();
        }
    }

    private void scheduleFlush() {
        long scheduledFor = generation;
        long at = getProcessingTimeService().getCurrentProcessingTime() + maxWaitMs;
        var unused = getProcessingTimeService().registerTimer(at, time -> {
            if (generation == scheduledFor) {
                flush();
            }
        });
    }

    private void flush() throws Exception {
        if (batch.isEmpty()) {
            return;
        }
        generation++;
        long start = System.nanoTime();
        List<RecalledDocument> recalled =
                memory.recall(batch.stream().map(StreamRecord::getValue).toList());
        if (recalled.size() != batch.size()) {
            throw new IllegalStateException(
                    "asked for " + batch.size() + " documents, " + recalled.size() + " were recalled");
        }
        recallLatencyMs.update((System.nanoTime() - start) / 1_000_000);
        numRecalls.inc();
        for (int i = 0; i < recalled.size(); i++) {
            RecalledDocument document = recalled.get(i);
            numKnownDocuments.inc(document.stored() == null ? 0 : 1);
            numKnownContents.inc(document.contentWhole() ? 1 : 0);
            output.collect(batch.get(i).copy(null).replace(document));
        }
        batch.clear();
        batchChars = 0;
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush();
        super.processWatermark(mark);
    }

    @Override
    public void endInput() throws Exception {
        flush();
    }

    @Override
    public void close() throws Exception {
        if (memory != null) {
            memory.close();
        }
        super.close();
    }
}
