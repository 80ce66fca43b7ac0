package dev.anicut.operators.parse;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.Stage;
import dev.anicut.model.Tally;
import dev.anicut.operators.deadletter.DeadLetters;
import dev.anicut.operators.ledger.Tallies;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Turns each record of the sources into a document, or into a dead letter: of the stage {@code source} if it could not
 * be read, of {@code parse} if it could not be understood. Counts every record as read.
 */
public final class ParseFunction extends ProcessFunction<RawRecord, Document> {
    private static final long serialVersionUID = 1L;

    private final ParseConfig config;
    private final String runId;

    private transient JsonRecordParser json;
    private transient FileParser files;
    private transient TombstoneParser tombstones;
    private transient ParseMetrics metrics;

    public ParseFunction(ParseConfig config, String runId) {
        this.config = config;
        this.runId = runId;
    }

    @Override
    public void open(OpenContext context) {
        files = new FileParser(config);
        json = new JsonRecordParser(config, files);
        tombstones = new TombstoneParser(config);
        metrics = new ParseMetrics(getRuntimeContext().getMetricGroup(), files::restarts);
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Document> out) throws InterruptedException {
        context.output(Tallies.TAG, new Tally(LedgerEntry.READ, 1));
        if (record.consumedBytes() > 0) {
            context.output(Tallies.TAG, new Tally(LedgerEntry.BYTES, record.consumedBytes()));
        }
        if (record.isFailed()) {
            reject(record, context, Stage.SOURCE, record.reason(), record.message(), null);
            return;
        }
        try {
            out.collect(parse(record));
        } catch (Unparseable e) {
            reject(record, context, Stage.PARSE, e.reason(), e.getMessage(), e.documentId());
        }
    }

    private Document parse(RawRecord record) throws Unparseable, InterruptedException {
        return switch (record.format()) {
            case JSON -> {
                Document document = json.parse(record);
                metrics.document(json.replaced());
                yield document;
            }
            case FILE -> parseFile(record);
            case TOMBSTONE -> {
                Document tombstone = tombstones.parse(record);
                metrics.tombstone();
                yield tombstone;
            }
            case RECORDS -> throw new IllegalArgumentException("several records stand for a failure only");
        };
    }

    private Document parseFile(RawRecord record) throws Unparseable, InterruptedException {
        long start = System.nanoTime();
        try {
            Document document = files.parse(record);
            metrics.document(files.replaced());
            return document;
        } finally {
            metrics.fileLatency(System.nanoTime() - start);
        }
    }

    private void reject(
            RawRecord record, Context context, Stage stage, Reason reason, String message, String documentId) {
        context.output(
                DeadLetters.TAG,
                DeadLetter.ofRecord(
                        runId, stage, reason, Unparseable.oneLine(message), record, documentId, config.maxPayload()));
    }

    @Override
    public void close() {
        if (files != null) {
            files.close();
        }
    }
}
