package dev.anicut.operators.dedup;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.Document;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.Sequence;
import dev.anicut.model.StoredDocument;
import dev.anicut.model.memory.DocumentMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The table of documents in memory, under the rules of its SQL: the sequence guard, the base of a run, first owners. */
final class FakeDocumentTable {
    private static final Map<String, FakeDocumentTable> TABLES = new ConcurrentHashMap<>();

    private final Map<String, Row> rows = new TreeMap<>();
    private final Set<String> wholeContents = new HashSet<>();
    private final Map<String, String> firstOwners = new HashMap<>();
    private final List<Integer> recallSizes = new ArrayList<>();
    private boolean closed;

    record Row(
            Sequence sequence,
            String fingerprint,
            String contentHash,
            String duplicateOf,
            String runId,
            Sequence baseSequence,
            String baseFingerprint) {}

    /** A table that operators reach by name, for they and their factories are serialised. */
    static FakeDocumentTable named(String name) {
        FakeDocumentTable table = new FakeDocumentTable();
        TABLES.put(name, table);
        return table;
    }

    static FakeDocumentTable get(String name) {
        return TABLES.get(name);
    }

    static DocumentMemory.Factory memory(String name) {
        return () -> get(name).new Memory();
    }

    /** INSERT … ON CONFLICT DO UPDATE … WHERE stored.sequence <= new.sequence. */
    synchronized void commit(AdmittedDocument admitted, String runId) {
        Document document = admitted.document();
        Row stored = rows.get(document.id());
        if (!document.isTombstone()) {
            wholeContents.add(document.contentHash());
            firstOwners.putIfAbsent(
                    document.contentHash(), admitted.duplicateOf() == null ? document.id() : admitted.duplicateOf());
        }
        if (stored != null && stored.sequence().isNewerThan(document.sequence())) {
            return;
        }
        boolean sameRun = stored != null && stored.runId().equals(runId);
        Sequence baseSequence = stored == null ? null : sameRun ? stored.baseSequence() : stored.sequence();
        String baseFingerprint = stored == null ? null : sameRun ? stored.baseFingerprint() : stored.fingerprint();
        rows.put(
                document.id(),
                new Row(
                        document.sequence(),
                        document.fingerprint(),
                        document.contentHash(),
                        admitted.duplicateOf(),
                        runId,
                        baseSequence,
                        baseFingerprint));
    }

    /** As a change of model or chunker does. */
    synchronized void makePartial(String contentHash) {
        wholeContents.remove(contentHash);
    }

    synchronized RecalledDocument recall(Document document) {
        Row row = rows.get(document.id());
        StoredDocument stored = row == null
                ? null
                : new StoredDocument(
                        row.sequence(), row.fingerprint(), row.runId(), row.baseSequence(), row.baseFingerprint());
        return new RecalledDocument(
                document,
                stored,
                firstOwners.get(document.contentHash()),
                wholeContents.contains(document.contentHash()));
    }

    synchronized Map<String, Row> rows() {
        return new TreeMap<>(rows);
    }

    synchronized List<Integer> recallSizes() {
        return List.copyOf(recallSizes);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private final class Memory implements DocumentMemory {
        @Override
        public List<RecalledDocument> recall(List<Document> documents) {
            synchronized (FakeDocumentTable.this) {
                recallSizes.add(documents.size());
                return documents.stream().map(FakeDocumentTable.this::recall).toList();
            }
        }

        @Override
        public void close() {
            synchronized (FakeDocumentTable.this) {
                closed = true;
            }
        }
    }
}
