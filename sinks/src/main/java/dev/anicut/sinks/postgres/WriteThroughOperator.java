package dev.anicut.sinks.postgres;

import dev.anicut.model.DeadLetter;
import java.sql.SQLException;
import java.time.Duration;
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
import org.apache.flink.util.OutputTag;

/**
 * Commits elements to PostgreSQL before it hands their results on: what is seen behind this operator stands in the
 * database.
 *
 * <p>It holds no state. What it has gathered is committed when it weighs enough, after a wait, before each checkpoint
 * barrier, before each watermark (which would otherwise overtake it) and at the end of input. An element that the
 * database rejects for its data is singled out by halving the batch; the others are stored.
 */
final class WriteThroughOperator<IN, OUT> extends AbstractStreamOperator<OUT>
        implements OneInputStreamOperator<IN, OUT>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private final PostgresConfig config;
    private final BatchWriter<IN, OUT> writer;
    private final OutputTag<DeadLetter> deadLetters;
    private final int maxWeight;
    private final Duration maxWait;

    private transient Session session;
    private transient List<IN> pending;
    private transient int pendingWeight;
    private transient long generation;
    private transient Counter numRowsWritten;
    private transient Counter numRejected;
    private transient Histogram commitLatencyMs;

    WriteThroughOperator(
            PostgresConfig config,
            BatchWriter<IN, OUT> writer,
            OutputTag<DeadLetter> deadLetters,
            int maxWeight,
            Duration maxWait) {
        this.config = config;
        this.writer = writer;
        this.deadLetters = deadLetters;
        this.maxWeight = maxWeight;
        this.maxWait = maxWait;
    }

    @Override
    public void open() throws Exception {
        super.open();
        Counter numRetries = getMetricGroup().counter("numRetries");
        session = new Session(config, numRetries::inc);
        pending = new ArrayList<>();
        numRowsWritten = getMetricGroup().counter("numRowsWritten");
        numRejected = getMetricGroup().counter("numRejected");
        commitLatencyMs = getMetricGroup().histogram("commitLatencyMs", new DescriptiveStatisticsHistogram(256));
    }

    @Override
    public void processElement(StreamRecord<IN> element) throws Exception {
        if (pending.isEmpty()) {
            scheduleFlush();
        }
        pending.add(element.getValue());
        pendingWeight += writer.weight(element.getValue());
        if (pendingWeight >= maxWeight) {
            flush();
        }
    }

    private void scheduleFlush() {
        long scheduledFor = generation;
        long at = getProcessingTimeService().getCurrentProcessingTime() + maxWait.toMillis();
        getProcessingTimeService().registerTimer(at, time -> {
            if (generation == scheduledFor) {
                flush();
            }
        });
    }

    private void flush() throws Exception {
        if (pending.isEmpty()) {
            return;
        }
        generation++;
        List<OUT> results = new ArrayList<>();
        List<DeadLetter> rejected = new ArrayList<>();
        long start = System.nanoTime();
        write(pending, results, rejected);
        commitLatencyMs.update((System.nanoTime() - start) / 1_000_000);
        numRowsWritten.inc(pendingWeight);
        numRejected.inc(rejected.size());
        pending.clear();
        pendingWeight = 0;
        // plain records: nothing behind this point orders by time
        results.forEach(result -> output.collect(new StreamRecord<>(result)));
        rejected.forEach(letter -> output.collect(deadLetters, new StreamRecord<>(letter)));
    }

    private void write(List<IN> elements, List<OUT> results, List<DeadLetter> rejected) throws SQLException {
        try {
            results.addAll(session.run(connection -> writer.write(connection, elements)));
        } catch (SQLException e) {
            if (!Session.isDataFault(e)) {
                throw e;
            }
            List<IN> parts = elements.size() == 1 ? writer.split(elements.get(0)) : elements;
            if (parts.size() == 1) {
                BatchWriter.Rejection<OUT> rejection = writer.reject(parts.get(0), reason(e));
                results.addAll(rejection.results());
                if (rejection.deadLetter() != null) {
                    rejected.add(rejection.deadLetter());
                }
                return;
            }
            int middle = parts.size() / 2;
            write(parts.subList(0, middle), results, rejected);
            write(parts.subList(middle, parts.size()), results, rejected);
        }
    }

    private static String reason(SQLException failure) {
        SQLException deepest = failure.getNextException() == null ? failure : failure.getNextException();
        return deepest.getMessage().lines().findFirst().orElse("") + " (SQLSTATE " + deepest.getSQLState() + ")";
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
        if (session != null) {
            session.close();
        }
        super.close();
    }
}
