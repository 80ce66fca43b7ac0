package dev.anicut.operators.complete;

import dev.anicut.model.ChunkAck;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;
import dev.anicut.operators.deadletter.DeadLetters;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Releases a document when all its chunks have returned, at once when it has none to wait for.
 *
 * <p>Keyed by document id, so that the versions of a document reach its row from one subtask; state is a header and a
 * counter for each version under way, never the text. A single failed chunk makes the document a dead letter that
 * lists its failed parts; the version that stood before goes on standing.
 *
 * <p>A record that comes more than once at a time has more than one header, and each gets an outcome: they end together.
 */
public final class CompleteFunction extends KeyedCoProcessFunction<String, DocumentHeader, ChunkAck, DocumentHeader> {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LISTED_PARTS = 20;
    private static final int MAX_PART_CHARS = 200;

    private final String runId;

    private transient MapState<Sequence, PendingDocument> pending;

    public CompleteFunction(String runId) {
        this.runId = runId;
    }

    @Override
    public void open(OpenContext context) {
        pending = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "pending-documents",
                        TypeInformation.of(Sequence.class),
                        TypeInformation.of(PendingDocument.class)));
    }

    @Override
    public void processElement1(DocumentHeader header, Context context, Collector<DocumentHeader> out)
            throws Exception {
        if (header.chunkCount() == 0) {
            out.collect(header);
            return;
        }
        Sequence sequence = header.document().sequence();
        settle(sequence, current(sequence).withHeader(header), context, out);
    }

    @Override
    public void processElement2(ChunkAck ack, Context context, Collector<DocumentHeader> out) throws Exception {
        settle(ack.sequence(), plus(current(ack.sequence()), ack), context, out);
    }

    private PendingDocument current(Sequence sequence) throws Exception {
        PendingDocument document = pending.get(sequence);
        return document == null ? PendingDocument.NONE : document;
    }

    private static PendingDocument plus(PendingDocument document, ChunkAck ack) {
        if (!ack.isFailed()) {
            return new PendingDocument(
                    document.header(),
                    document.returned() + 1,
                    document.failed(),
                    document.reason(),
                    document.parts(),
                    document.repeats());
        }
        String part = "chunk " + ack.ordinal() + ": " + head(ack.message());
        String parts = document.parts() == null
                ? part
                : document.failed() < MAX_LISTED_PARTS ? document.parts() + "; " + part : document.parts();
        return new PendingDocument(
                document.header(),
                document.returned() + 1,
                document.failed() + 1,
                document.reason() == null ? ack.reason() : document.reason(),
                parts,
                document.repeats());
    }

    /** The head of a message: state must not grow with what a database has to say. */
    private static String head(String message) {
        return message == null || message.length() <= MAX_PART_CHARS ? message : message.substring(0, MAX_PART_CHARS);
    }

    private void settle(Sequence sequence, PendingDocument document, Context context, Collector<DocumentHeader> out)
            throws Exception {
        if (!document.isComplete()) {
            pending.put(sequence, document);
            return;
        }
        pending.remove(sequence);
        for (DocumentHeader header : document.headers()) {
            if (document.failed() == 0) {
                out.collect(header);
            } else {
                context.output(DeadLetters.TAG, deadLetter(header.document(), document));
            }
        }
    }

    private DeadLetter deadLetter(Document document, PendingDocument ended) {
        String message = ended.failed() + " of " + ended.chunkCount() + " chunks failed: " + ended.parts();
        return DeadLetter.ofDocument(runId, Stage.EMBED, ended.reason(), message, document);
    }
}
