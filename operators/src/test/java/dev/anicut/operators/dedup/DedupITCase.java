package dev.anicut.operators.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.Document;
import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerDelta;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.Outcome;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.StoredOutcome;
import dev.anicut.operators.Samples;
import dev.anicut.operators.ledger.CountOperator;
import dev.anicut.operators.ledger.Counting;
import dev.anicut.operators.ledger.InputSize;
import dev.anicut.operators.ledger.LedgerFunction;
import dev.anicut.operators.ledger.Outcomes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recall and both dedup stages on a mini cluster, two subtasks each, with the ledger behind them. */
@SuppressWarnings("try") // close() of a harness or an iterator may throw anything
class DedupITCase {
    private static final String TABLE = "it";
    private static final String RUN = "run-2";
    private static final int PARALLELISM = 2;
    private static final DedupConfig CONFIG = new DedupConfig(16, Duration.ofMillis(10), Duration.ofHours(1));

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(PARALLELISM)
            .build());

    private record Result(List<StoredOutcome> outcomes, List<Ledger> ledgers) {}

    @ParameterizedTest
    @EnumSource(names = {"STREAMING", "BATCH"})
    void manyVersionsOfOneIdKeepTheirOrder(RuntimeExecutionMode mode) throws Exception {
        FakeDocumentTable table = FakeDocumentTable.named(TABLE);
        List<Document> documents = new ArrayList<>();
        // the two halves are read by two subtasks: a hot id in each
        for (int i = 0; i < 3000; i++) {
            String hot = i < 1500 ? "hot-a" : "hot-b";
            documents.add(Samples.document(i % 2 == 0 ? hot : "cold-" + i, i, "text " + i));
        }
        Result result = run(mode, documents);

        assertThat(result.outcomes()).hasSize(3000).allMatch(outcome -> outcome.outcome() == Outcome.INGESTED);
        assertThat(table.rows().get("hot-a").sequence().position()).isEqualTo(1498);
        assertThat(table.rows().get("hot-b").sequence().position()).isEqualTo(2998);
        assertThat(finished(result).get(LedgerEntry.INGESTED)).isEqualTo(3000);
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAMING", "BATCH"})
    void everyOutcomeOfARunAddsUp(RuntimeExecutionMode mode) throws Exception {
        FakeDocumentTable table = FakeDocumentTable.named(TABLE);
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Document stored = Samples.document("stored-" + i, -1, "stored text " + i);
            table.commit(new AdmittedDocument(stored, Outcome.INGESTED, null, false), "run-1");
            documents.add(Samples.document("stored-" + i, i, "stored text " + i));
        }
        for (int i = 0; i < 300; i++) {
            documents.add(Samples.document("twin-" + i, 300 + i, "twin text " + i / 3));
        }
        Result result = run(mode, documents);

        assertThat(counts(result))
                .isEqualTo(Map.of(Outcome.UNCHANGED, 300L, Outcome.INGESTED, 100L, Outcome.DUPLICATE, 200L));
        Ledger ledger = finished(result);
        assertThat(ledger.get(LedgerEntry.READ)).isEqualTo(600);
        assertThat(ledger.get(LedgerEntry.UNCHANGED)).isEqualTo(300);
        assertThat(ledger.get(LedgerEntry.DUPLICATE)).isEqualTo(200);
        if (mode == RuntimeExecutionMode.BATCH) {
            // sorted by timestamp behind the second shuffle too: the first of its twins is the owner
            assertThat(owners(result)).allSatisfy((id, owner) -> assertThat(owner)
                    .isEqualTo("twin-" + Integer.parseInt(id.substring("twin-".length())) / 3 * 3));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAMING", "BATCH"})
    void aRunWithoutOneRecordEndsWithALedgerOfZeros(RuntimeExecutionMode mode) throws Exception {
        FakeDocumentTable.named(TABLE);
        StreamExecutionEnvironment env = environment(mode);
        DataStream<Document> nothing =
                source(env, List.of(Samples.document("a", 0, "text"))).filter(document -> false);
        Result result = run(env, nothing);
        assertThat(finished(result).counts()).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAMING", "BATCH"})
    void aLedgerThatDoesNotAddUpFailsTheJobWithoutARestart(RuntimeExecutionMode mode) {
        FakeDocumentTable.named(TABLE);
        Attempts.COUNT.set(0);
        StreamExecutionEnvironment env = environment(mode);
        DataStream<Document> documents = source(env, List.of(Samples.document("a", 0, "text")));
        DataStream<Ledger> ledgers =
                ledger(List.of(count(documents, (document, counts) -> counts[LedgerEntry.READ.ordinal()]++)
                        .map(new Attempts())
                        .returns(LedgerDelta.class)
                        .setParallelism(1)));
        assertThatThrownBy(() -> {
                    try (CloseableIterator<Ledger> iterator = ledgers.executeAndCollect()) {
                        iterator.forEachRemaining(ledger -> {});
                    }
                })
                .hasStackTraceContaining("1 records have no outcome");
        assertThat(Attempts.COUNT).hasValue(1);
    }

    private static Map<Outcome, Long> counts(Result result) {
        return result.outcomes().stream().collect(Collectors.groupingBy(StoredOutcome::outcome, Collectors.counting()));
    }

    private static Map<String, String> owners(Result result) {
        Map<String, String> owners = new HashMap<>();
        result.outcomes().stream()
                .filter(outcome -> outcome.duplicateOf() != null)
                .forEach(outcome -> owners.put(outcome.documentId(), outcome.duplicateOf()));
        assertThat(owners).isNotEmpty();
        return owners;
    }

    private static Ledger finished(Result result) {
        assertThat(result.ledgers()).filteredOn(Ledger::finished).hasSize(1);
        Ledger last = result.ledgers().get(result.ledgers().size() - 1);
        assertThat(last.finished()).isTrue();
        return last;
    }

    private static StreamExecutionEnvironment environment(RuntimeExecutionMode mode) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration()
                .set(ExecutionOptions.RUNTIME_MODE, mode)
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1)));
        env.setParallelism(PARALLELISM);
        if (mode == RuntimeExecutionMode.STREAMING) {
            env.enableCheckpointing(100);
        }
        return env;
    }

    private static DataStream<Document> source(StreamExecutionEnvironment env, List<Document> documents) {
        return env.fromData(documents, TypeInformation.of(Document.class))
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Document>noWatermarks()
                        .withTimestampAssigner(
                                (document, ignored) -> document.sequence().timestamp()));
    }

    private static Result run(RuntimeExecutionMode mode, List<Document> documents) throws Exception {
        StreamExecutionEnvironment env = environment(mode);
        return run(env, source(env, documents));
    }

    private static Result run(StreamExecutionEnvironment env, DataStream<Document> documents) throws Exception {
        SingleOutputStreamOperator<CheckedDocument> checked = documents
                .transform(
                        "recall",
                        TypeInformation.of(RecalledDocument.class),
                        new RecallOperator(CONFIG, FakeDocumentTable.memory(TABLE)))
                .keyBy(recalled -> recalled.document().id())
                .process(new DedupByIdFunction(CONFIG, RUN, false));
        DataStream<StoredOutcome> outcomes = checked.keyBy(CheckedDocument::contentKey)
                .process(new DedupByContentFunction(CONFIG))
                .map(new Commit())
                .union(checked.getSideOutput(Outcomes.TAG));
        DataStream<Ledger> ledgers = ledger(List.of(
                count(documents, (document, counts) -> counts[LedgerEntry.READ.ordinal()]++),
                count(outcomes, Counting::outcome)));
        try (CloseableIterator<StoredOutcome> outcomeIterator = outcomes.collectAsync();
                CloseableIterator<Ledger> ledgerIterator = ledgers.collectAsync()) {
            env.execute();
            return new Result(list(outcomeIterator), list(ledgerIterator));
        }
    }

    private static <T> SingleOutputStreamOperator<LedgerDelta> count(DataStream<T> stream, Counting<T> counting) {
        return stream.transform("count", TypeInformation.of(LedgerDelta.class), new CountOperator<>(RUN, counting));
    }

    private static DataStream<Ledger> ledger(List<? extends DataStream<LedgerDelta>> deltas) {
        return deltas.stream()
                .<DataStream<LedgerDelta>>map(stream -> stream)
                .reduce((first, second) -> first.union(second))
                .orElseThrow()
                .keyBy(LedgerDelta::runId)
                .process(new LedgerFunction(InputSize.UNKNOWN))
                .setParallelism(1);
    }

    private static <T> List<T> list(CloseableIterator<T> iterator) {
        List<T> list = new ArrayList<>();
        iterator.forEachRemaining(list::add);
        return list;
    }

    /** Writes the row and hands its outcome on. */
    private static final class Commit extends RichMapFunction<AdmittedDocument, StoredOutcome> {
        private static final long serialVersionUID = 1L;

        @Override
        public StoredOutcome map(AdmittedDocument admitted) {
            FakeDocumentTable.get(TABLE).commit(admitted, RUN);
            Document document = admitted.document();
            return new StoredOutcome(
                    document.id(),
                    admitted.outcome(),
                    false,
                    document.sequence(),
                    document.origin(),
                    document.contentHash(),
                    admitted.duplicateOf());
        }
    }

    /** Counts how often the job was started. */
    private static final class Attempts extends RichMapFunction<LedgerDelta, LedgerDelta> {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger COUNT = new AtomicInteger();

        @Override
        public void open(OpenContext context) {
            COUNT.incrementAndGet();
        }

        @Override
        public LedgerDelta map(LedgerDelta delta) {
            return delta;
        }
    }
}
