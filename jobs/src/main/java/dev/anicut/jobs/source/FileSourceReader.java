package dev.anicut.jobs.source;

import dev.anicut.model.RawRecord;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.SourceReaderOptions;
import org.apache.flink.metrics.Counter;

/** Emits the records of the splits it asks for; files are read in a thread of its own, one batch ahead. */
final class FileSourceReader
        extends SingleThreadMultiplexSourceReaderBase<FileRecord, RawRecord, FileSplit, FileSplitState> {

    FileSourceReader(SourceConfig config, long runStart, SourceReaderContext context) {
        super(
                () -> new FileSplitReader(config, runStart),
                emitter(context.metricGroup().getIOMetricGroup().getNumBytesInCounter()),
                oneBatchAhead(context.getConfiguration()),
                context);
    }

    private static RecordEmitter<FileRecord, RawRecord, FileSplitState> emitter(Counter bytes) {
        return (element, output, state) -> {
            RawRecord record = element.record();
            output.collect(record, record.sequence().timestamp());
            state.advance(element.slice(), element.position());
            bytes.inc(record.consumedBytes());
        };
    }

    /** Batches are bounded, and so must their number be: a record may be as large as a file. */
    private static Configuration oneBatchAhead(Configuration given) {
        Configuration config = new Configuration(given);
        config.set(SourceReaderOptions.ELEMENT_QUEUE_CAPACITY, 1);
        return config;
    }

    @Override
    public void start() {
        askForMore();
    }

    @Override
    protected void onSplitFinished(Map<String, FileSplitState> finished) {
        askForMore();
    }

    private void askForMore() {
        if (getNumberOfCurrentlyAssignedSplits() == 0) {
            context.sendSplitRequest();
        }
    }

    @Override
    protected FileSplitState initializedState(FileSplit split) {
        return new FileSplitState(split);
    }

    @Override
    protected FileSplit toSplitType(String splitId, FileSplitState state) {
        return state.toSplit();
    }
}
