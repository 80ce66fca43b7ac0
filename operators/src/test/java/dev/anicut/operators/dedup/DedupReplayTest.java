package dev.anicut.operators.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.Document;
import dev.anicut.model.Outcome;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.Sequence;
import dev.anicut.operators.Backend;
import dev.anicut.operators.Samples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * A record's outcome depends neither on how far other records have come nor on a crash: random scripts of records and
 * tombstones over few ids and texts, in any order of versions, with rows of an earlier run, are run undisturbed, and again with rows that are committed late and
 * out of order, a crash, and a replay from a checkpoint that meets the rows of its own future.
 */
@SuppressWarnings("try") // close() of a harness or an iterator may throw anything
class DedupReplayTest {
    private static final List<String> IDS = List.of("a", "b", "c");
    private static final String POISON = "poison";
    private static final String TOMBSTONE = "tombstone";
    /** A tombstone that does not say which version it deletes. */
    private static final String UNVERSIONED = "unversioned tombstone";

    /** A record: its times need not grow, {@code delay} is how many records pass before its row is committed. */
    record Step(String id, long version, int time, String text, boolean titled, int delay) {}

    /** A row of an earlier run; its content may have been indexed for another model. */
    record Previous(String id, long version, String text, boolean titled, boolean whole) {}

    record Script(List<Previous> previous, List<Step> steps, int checkpoint, int crash) {}

    record Result(Outcome outcome, boolean stale, String duplicateOf) {}

    record Visible(String fingerprint, String duplicateOf) {}

    @Property(tries = 200)
    void aReplayRepeatsTheOutcomesOfAnUndisturbedRun(@ForAll("scripts") Script script) throws Exception {
        Map<Integer, Result> expected;
        Map<String, Visible> expectedRows;
        try (Run run = new Run(script, null)) {
            run.process(0, script.steps().size(), false);
            expected = run.results;
            expectedRows = run.visibleRows();
        }

        Checkpoint checkpoint;
        FakeDocumentTable table;
        try (Run run = new Run(script, null)) {
            run.process(0, script.checkpoint(), true);
            checkpoint = run.checkpoint();
            run.process(script.checkpoint(), script.crash(), true);
            table = run.table;
            assertThat(run.results).as("late rows").isEqualTo(head(expected, script.crash()));
        }
        try (Run run = new Run(script, checkpoint.on(table))) {
            run.process(script.checkpoint(), script.steps().size(), true);
            run.commitAll();
            assertThat(run.results).as("after the crash").isEqualTo(tail(expected, script.checkpoint()));
            assertThat(run.visibleRows()).isEqualTo(expectedRows);
        }
    }

    private static Map<Integer, Result> head(Map<Integer, Result> results, int end) {
        return new TreeMap<>(results).headMap(end);
    }

    private static Map<Integer, Result> tail(Map<Integer, Result> results, int start) {
        return new TreeMap<>(results).tailMap(start);
    }

    @Provide
    Arbitrary<Script> scripts() {
        Arbitrary<String> ids = Arbitraries.of(IDS);
        Arbitrary<Long> versions = Arbitraries.longs().between(1, 5);
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        Arbitrary<String> texts = Arbitraries.of("own", "own", "x", "x", "y", POISON, TOMBSTONE, UNVERSIONED);
        Arbitrary<Step> step = Combinators.combine(
                        ids,
                        versions,
                        Arbitraries.integers().between(1, 5),
                        texts,
                        flags,
                        Arbitraries.integers().between(0, 5))
                .as(Step::new);
        Arbitrary<List<Previous>> previous = Combinators.combine(
                        ids, versions, Arbitraries.of("own", "x", TOMBSTONE), flags, flags)
                .as(Previous::new)
                .list()
                .uniqueElements(Previous::id)
                .ofMaxSize(IDS.size());
        return step.list().ofMinSize(1).ofMaxSize(14).flatMap(steps -> Arbitraries.integers()
                .between(0, steps.size())
                .flatMap(checkpoint -> Combinators.combine(
                                previous, Arbitraries.integers().between(checkpoint, steps.size()))
                        .as((rows, crash) -> new Script(rows, steps, checkpoint, crash))));
    }

    /** What a checkpoint holds: the state of both stages, and the documents that are further down the road. */
    record Checkpoint(
            OperatorSubtaskState byId,
            OperatorSubtaskState byContent,
            List<UnderWay> underWay,
            FakeDocumentTable table) {
        Checkpoint on(FakeDocumentTable other) {
            return new Checkpoint(byId, byContent, underWay, other);
        }
    }

    record UnderWay(AdmittedDocument document, int due) {}

    private static final class Run implements AutoCloseable {
        private final Script script;
        private final FakeDocumentTable table;
        private final KeyedOneInputStreamOperatorTestHarness<String, RecalledDocument, CheckedDocument> byId;
        private final KeyedOneInputStreamOperatorTestHarness<String, CheckedDocument, AdmittedDocument> byContent;
        private final List<UnderWay> underWay = new ArrayList<>();
        private final Map<Integer, Result> results = new TreeMap<>();

        Run(Script script, Checkpoint restored) throws Exception {
            this.script = script;
            table = restored == null ? tableBefore(script) : restored.table();
            byId = DedupHarnesses.byId(Backend.HEAP, restored == null ? null : restored.byId());
            byContent = DedupHarnesses.byContent(Backend.HEAP, restored == null ? null : restored.byContent());
            if (restored != null) {
                underWay.addAll(restored.underWay());
            }
        }

        private static FakeDocumentTable tableBefore(Script script) {
            FakeDocumentTable table = new FakeDocumentTable();
            for (Previous previous : script.previous()) {
                Document document = document(
                        previous.id(),
                        new Sequence(1, 0, 0).withVersion(previous.version()),
                        0,
                        previous.titled(),
                        previous.text());
                String owner = table.recall(document).contentOwner();
                table.commit(
                        new AdmittedDocument(
                                document, Outcome.INGESTED, previous.id().equals(owner) ? null : owner, false),
                        "run-1");
                if (!previous.whole() && !document.isTombstone()) {
                    table.makePartial(document.contentHash());
                }
            }
            return table;
        }

        private static Document document(String id, Sequence sequence, int place, boolean titled, String text) {
            Document document = Samples.document(
                    id, sequence, place, titled ? "title" : null, text.equals("own") ? "of " + id : text);
            if (text.equals(TOMBSTONE)) {
                return Document.tombstone(id, sequence, document.origin(), document.source());
            }
            return text.equals(UNVERSIONED)
                    ? Document.tombstone(
                            id,
                            new Sequence(Long.MIN_VALUE, sequence.ordinal(), sequence.position()),
                            document.origin(),
                            document.source())
                    : document;
        }

        void process(int from, int to, boolean late) throws Exception {
            for (int i = from; i < to; i++) {
                commitDue(i);
                Step step = script.steps().get(i);
                Document document = document(
                        step.id(),
                        new Sequence(step.time(), 0, i).withVersion(step.version()),
                        i,
                        step.titled(),
                        step.text());
                byId.processElement(table.recall(document), i);
                for (CheckedDocument checked : DedupHarnesses.drain(byId)) {
                    byContent.processElement(checked, i);
                }
                for (AdmittedDocument admitted : DedupHarnesses.drain(byContent)) {
                    results.put(i, result(admitted));
                    if (!step.text().equals(POISON)) {
                        underWay.add(new UnderWay(admitted, late ? i + 1 + step.delay() : i + 1));
                    }
                }
                DedupHarnesses.drainOutcomes(byId)
                        .forEach(outcome -> results.put(
                                (int) outcome.origin().position(),
                                new Result(outcome.outcome(), outcome.stale(), null)));
            }
            if (!late) {
                commitAll();
            }
        }

        /** As the writer of documents tells it: whether an unchanged record takes the road is a matter of time. */
        private static Result result(AdmittedDocument admitted) {
            boolean unchanged = admitted.outcome() == Outcome.UNCHANGED;
            return new Result(admitted.outcome(), false, unchanged ? null : admitted.duplicateOf());
        }

        private void commitDue(int now) {
            underWay.stream()
                    .filter(document -> document.due() <= now)
                    .sorted(Comparator.comparingInt(UnderWay::due))
                    .forEach(document -> table.commit(document.document(), DedupHarnesses.RUN));
            underWay.removeIf(document -> document.due() <= now);
        }

        void commitAll() {
            commitDue(Integer.MAX_VALUE);
        }

        Checkpoint checkpoint() throws Exception {
            return new Checkpoint(byId.snapshot(1, 1), byContent.snapshot(1, 1), List.copyOf(underWay), table);
        }

        Map<String, Visible> visibleRows() {
            Map<String, Visible> visible = new TreeMap<>();
            table.rows().forEach((id, row) -> visible.put(id, new Visible(row.fingerprint(), row.duplicateOf())));
            return visible;
        }

        @Override
        public void close() throws Exception {
            byId.close();
            byContent.close();
        }
    }
}
