package dev.anicut.sinks.postgres;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Outcome;
import dev.anicut.model.Reason;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;
import dev.anicut.model.StoredOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes contents, the proof that they are whole, and the rows of documents, which makes their versions visible.
 *
 * <p>Of several versions of a document in one batch the newest is written, as if it had overwritten the others; their
 * contents are written too, for twins name their first owners already. A version that is older than what stood before
 * this run ends as unchanged and stale; the run's own rows, which a replay meets, leave the outcome as it was.
 */
public final class DocumentWriter implements BatchWriter<DocumentHeader, StoredOutcome> {
    private static final long serialVersionUID = 1L;

    private final String runId;
    private final String model;
    private final String chunkerVersion;
    private final Duration replay;

    /**
     * @param runId the run
     * @param model the model whose vectors make a content whole
     * @param chunkerVersion the chunker's settings, as the chunks name them
     * @param replay how far back a replay reaches at most
     */
    public DocumentWriter(String runId, String model, String chunkerVersion, Duration replay) {
        this.runId = runId;
        this.model = model;
        this.chunkerVersion = chunkerVersion;
        this.replay = replay;
    }

    @Override
    public List<List<StoredOutcome>> write(Connection connection, List<DocumentHeader> headers) throws SQLException {
        TreeMap<String, DocumentHeader> newest = new TreeMap<>();
        for (DocumentHeader header : headers) {
            newest.merge(header.document().id(), header, DocumentWriter::newer);
        }
        ContentStatements.keepCollectorsOut(connection);
        new ContentRows(model, chunkerVersion).write(connection, headers);
        Map<String, Sequence> overtaking = new DocumentRows(runId, replay).write(connection, newest.values());

        List<List<StoredOutcome>> outcomes = new ArrayList<>(headers.size());
        for (DocumentHeader header : headers) {
            Sequence other = overtaking.get(header.document().id());
            boolean stale = other != null && other.isNewerThan(header.document().sequence());
            outcomes.add(List.of(outcome(header, stale)));
        }
        return outcomes;
    }

    private static DocumentHeader newer(DocumentHeader one, DocumentHeader other) {
        return one.document().sequence().isNewerThan(other.document().sequence()) ? one : other;
    }

    private static StoredOutcome outcome(DocumentHeader header, boolean stale) {
        Document document = header.document();
        Outcome outcome = stale ? Outcome.UNCHANGED : header.outcome();
        return new StoredOutcome(
                document.id(),
                outcome,
                stale,
                document.sequence(),
                document.origin(),
                document.contentHash(),
                // an unchanged record that dedup ends names no owner either
                outcome == Outcome.UNCHANGED ? null : header.duplicateOf());
    }

    @Override
    public Settled<StoredOutcome> reject(DocumentHeader header, String message) {
        return new Settled<>(
                List.of(),
                List.of(DeadLetter.ofDocument(
                        runId, Stage.STORE, Reason.REJECTED_BY_DATABASE, message, header.document())));
    }

    @Override
    public long weight(DocumentHeader header) {
        Document document = header.document();
        return (document.text() == null ? 0L : document.text().length())
                + document.metadata().length();
    }
}
