package dev.anicut.sinks.postgres;

import dev.anicut.model.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Commits elements to PostgreSQL before it hands them on: whoever sees an output finds its rows. Buffers up to a number
 * of rows, of bytes, or a time, does not buffer where elements come further apart than that time, and has written all before each checkpoint barrier and at the end of input, so that
 * it needs no state of its own. Keeps the order of the elements, their timestamps, and their place among watermarks.
 */
public final class WriteThroughOperator<IN, OUT> extends AbstractStreamOperator<OUT>
        implements OneInputStreamOperator<IN, OUT>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private final BatchWriter<IN, OUT> writer;
    private final PostgresConfig config;
    private final int maxRows;
    private final OutputTag<DeadLetter> deadLetters;

    private transient RetryingConnection connection;
    private transient BatchCommitter<IN, OUT> committer;
    private transient WriteThroughMetrics metrics;
    private transient List<IN> elements;
    private transient List<StreamRecord<?>> places;
    private transient int rows;
    private transient long bytes;
    private transient long lastFlush;
    private transient Watermark heldWatermark;
    private transient ScheduledFuture<?> flushTimer;

    /**
     * @param writer what is written
     * @param config the database, and the limits of bytes and time
     * @param maxRows rows that are committed together, less those of the last element; 1 to commit each element at once
     * @param deadLetters the side output for what the database rejects
     */
    public WriteThroughOperator(
            BatchWriter<IN, OUT> writer, PostgresConfig config, int maxRows, OutputTag<DeadLetter> deadLetters) {
        this.writer = writer;
        this.config = config;
        this.maxRows = maxRows;
        this.deadLetters = deadLetters;
    }

    @Override
    public void open() throws Exception {
        super.open();
        metrics = new WriteThroughMetrics(getMetricGroup());
        connection = RetryingConnection.byKey(config, metrics::retried);
        committer = new BatchCommitter<>(connection, writer);
        elements = new ArrayList<>();
        places = new ArrayList<>();
        lastFlush = getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void processElement(StreamRecord<IN> element) throws Exception {
        elements.add(element.getValue());
        places.add(element.copy(null));
        rows += writer.rows(element.getValue());
        bytes += writer.weight(element.getValue());
        long due = lastFlush + config.flushInterval().toMillis();
        if (rows >= maxRows
                || bytes >= config.batchBytes()
                || getProcessingTimeService().getCurrentProcessingTime() >= due) {
            flush();
        } else if (flushTimer == null) {
            flushTimer = getProcessingTimeService().registerTimer(due, time -> flush());
        }
    }

    private void flush() throws Exception {
        if (flushTimer != null) {
            flushTimer.cancel(false);
            flushTimer = null;
        }
        if (!elements.isEmpty()) {
            long started = System.nanoTime();
            List<Settled<OUT>> settled = committer.commit(elements);
            metrics.flushed(System.nanoTime() - started);
            for (int i = 0; i < settled.size(); i++) {
                emit(settled.get(i), places.get(i));
            }
            elements.clear();
            places.clear();
            rows = 0;
            bytes = 0;
            lastFlush = getProcessingTimeService().getCurrentProcessingTime();
        }
        if (heldWatermark != null) {
            Watermark watermark = heldWatermark;
            heldWatermark = null;
            super.processWatermark(watermark);
        }
    }

    private void emit(Settled<OUT> settled, StreamRecord<?> place) {
        for (OUT out : settled.outputs()) {
            output.collect(at(place, out));
        }
        for (DeadLetter letter : settled.deadLetters()) {
            output.collect(deadLetters, at(place, letter));
        }
        metrics.settled(settled.outputs().size(), settled.deadLetters().size());
    }

    private static <T> StreamRecord<T> at(StreamRecord<?> place, T value) {
        return place.hasTimestamp() ? new StreamRecord<>(value, place.getTimestamp()) : new StreamRecord<>(value);
    }

    /** Waits for the elements before it; the last one, behind which timers end the stream, does not wait for more. */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (elements.isEmpty()) {
            super.processWatermark(mark);
            return;
        }
        heldWatermark = mark;
        if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
            flush();
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
    }

    @Override
    public void endInput() throws Exception {
        flush();
    }

    @Override
    public void close() throws Exception {
        if (connection != null) {
            connection.close();
        }
        super.close();
    }
}
