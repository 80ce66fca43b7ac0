package dev.anicut.sinks.postgres;

import static dev.anicut.sinks.postgres.Samples.document;
import static dev.anicut.sinks.postgres.Samples.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Enrichment;
import dev.anicut.model.memory.BudgetLeft;
import dev.anicut.model.memory.DocumentMemory;
import dev.anicut.model.memory.EnrichmentKey;
import dev.anicut.model.memory.EnrichmentMemory;
import dev.anicut.model.memory.Reservation;
import dev.anicut.model.memory.Spend;
import dev.anicut.model.memory.StoredAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnrichmentMemoryITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final EnrichmentBudget BUDGET = new EnrichmentBudget(1_000_000_000, 1000, false);

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @BeforeEach
    void clear() {
        DATABASE.execute("TRUNCATE anicut.document_heads, anicut.contents, anicut.indexed_contents, anicut.enrichments,"
                + " anicut.enrichment_spend, anicut.enrichment_owners");
    }

    private static EnrichmentMemory memory(String runId, EnrichmentBudget budget) throws Exception {
        EnrichmentMemory.Factory factory = PostgresEnrichmentMemory.factory(DATABASE.config(), runId, budget);
        return InstantiationUtil.clone(factory).open();
    }

    private static EnrichmentKey key(String content, String llm) {
        return new EnrichmentKey(document("d", 1, content).contentHash(), "p1", llm);
    }

    private static StoredAnswer answer(EnrichmentKey key, String result, String failure) {
        return new StoredAnswer(key, result, false, failure, true, 2, 300, 40, 123_456_789_012L, 250);
    }

    @Test
    void whatIsWrittenIsFoundAndAnAnswerStaysWhileAFailureGivesWay() throws Exception {
        EnrichmentKey one = key("one", "a");
        EnrichmentKey two = key("two", "a");
        try (EnrichmentMemory memory = memory("run-1", BUDGET)) {
            StoredAnswer good = answer(one, "{\"a\": 1}", null);
            memory.write(List.of(good, answer(two, null, "no\0good")), List.of());
            assertThat(memory.find(List.of(one, two, key("three", "a"), key("one", "b"))))
                    .hasSize(2)
                    .containsEntry(one, good)
                    .extractingByKey(two)
                    .returns(true, StoredAnswer::isFailed)
                    .returns("no\uFFFDgood", StoredAnswer::failure);

            memory.write(List.of(answer(one, "{\"a\": 2}", null), answer(two, "{\"b\": 1}", null)), List.of());
            assertThat(memory.find(List.of(one)).get(one).result()).isEqualTo("{\"a\": 1}");
            assertThat(memory.find(List.of(two)).get(two).result()).isEqualTo("{\"b\": 1}");
            assertThat(memory.find(List.of(two)).get(two).calls())
                    .as("the failure was paid too")
                    .isEqualTo(4);
        }
    }

    @Test
    void theBudgetHoldsOverRunsAndProcessesAndWhatADeadOneHadPutAsideCountsAsSpent() throws Exception {
        Reservation each = new Reservation("a", 200, 1_000_000);
        try (EnrichmentMemory first = memory("run-1", BUDGET)) {
            assertThat(first.budgetLeft()).isEqualTo(BudgetLeft.UNKNOWN);
            assertThat(first.reserve(List.of(each, each, each))).containsExactly(true, true, true);
            assertThat(first.budgetLeft().tokens()).isEqualTo(400);
            first.write(List.of(), List.of(new Spend("a", 1, 0, 80, 20, 500_000, 0, 0, 200, 1_000_000)));
            assertThat(spent()).containsExactly("100|400|0");
        }
        try (EnrichmentMemory other = memory("run-2", BUDGET)) {
            assertThat(spent()).as("the first may live").containsExactly("100|400|0");
            assertThat(other.reserve(List.of(each, each, each))).containsExactly(true, true, false);
            other.write(List.of(), List.of(new Spend("a", 2, 0, 200, 200, 0, 0, 0, 400, 2_000_000)));
        }
        try (EnrichmentMemory resumed = memory("run-1", BUDGET)) {
            assertThat(spent()).as("its process is dead").containsExactly("500|0|400");
            assertThat(resumed.reserve(List.of(each))).containsExactly(false);
        }
        try (EnrichmentMemory ownBudget = memory("run-3", new EnrichmentBudget(Long.MAX_VALUE, 1000, true))) {
            assertThat(ownBudget.reserve(List.of(each))).containsExactly(true);
            assertThat(ownBudget.budgetLeft()).isEqualTo(new BudgetLeft(Double.NaN, 800, 0.8));
        }
    }

    private static List<String> spent() {
        return DATABASE.rows("SELECT sum(input_tokens + output_tokens), sum(reserved_tokens), sum(lost_tokens)"
                + " FROM anicut.enrichment_spend");
    }

    @Test
    void twoJobsAtOnceDoNotOverdraw() throws Exception {
        Reservation each = new Reservation("a", 10, 0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Long>> granted = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String runId = "run-" + i;
            granted.add(threads.submit(() -> {
                long count = 0;
                try (EnrichmentMemory memory = memory(runId, BUDGET)) {
                    for (int n = 0; n < 50; n++) {
                        count += memory.reserve(List.of(each)).get(0) ? 1 : 0;
                    }
                }
                return count;
            }));
        }
        long sum = 0;
        for (Future<Long> one : granted) {
            sum += one.get();
        }
        threads.shutdown();
        assertThat(sum).isEqualTo(100);
    }

    @Test
    void aRunShowsWhatItsProcessesHaveSpentByModel() throws Exception {
        for (int process = 0; process < 2; process++) {
            try (EnrichmentMemory memory = memory("run-1", BUDGET)) {
                memory.write(
                        List.of(),
                        List.of(
                                new Spend("a", 2, 1, 100, 10, 1_500_000_000, 0, 0, 0, 0),
                                new Spend("b", 1, 0, 7, 3, 1, 0, 0, 0, 0),
                                Spend.hit("a", 5)));
            }
        }
        try (Runs runs = new Runs(DATABASE.config())) {
            assertThat(runs.costs("run-1"))
                    .containsEntry("a", new RunCosts(4, 2, 200, 20, 3_000_000_000L, 2, 10))
                    .containsEntry("b", new RunCosts(2, 0, 14, 6, 2, 0, 0));
            assertThat(runs.costs("run-2")).isEmpty();
        }
    }

    @Test
    void nothingIsLeftToEnrichOnceTheAnswerStandsAndTheDocumentSaysSo() throws Exception {
        Document document = document("d", 1, "text");
        EnrichmentRecall recall = new EnrichmentRecall("p1", List.of("small", "large"), false);
        store("run-1", header(document).with(Enrichment.ENRICHMENT_SKIPPED));
        assertThat(settled(recall, document)).isFalse();
        assertThat(settled(EnrichmentRecall.NONE, document)).isTrue();

        insert("text", "small", "{}", true, null);
        assertThat(settled(recall, document)).as("only an unsure answer").isFalse();
        insert("text", "large", null, false, "no");
        assertThat(settled(recall, document)).as("marked as skipped").isFalse();
        store("run-2", header(document).with(Enrichment.ENRICHMENT_FAILED));
        assertThat(settled(recall, document)).isTrue();
        assertThat(settled(new EnrichmentRecall("p1", List.of("small", "large"), true), document))
                .isFalse();
        assertThat(settled(new EnrichmentRecall("p2", List.of("small", "large"), false), document))
                .as("other questions")
                .isFalse();

        DATABASE.execute("UPDATE anicut.enrichments SET unsure = false");
        assertThat(settled(recall, document)).isFalse();
        store("run-2", header(document).with(Enrichment.ENRICHED));
        assertThat(settled(recall, document))
                .as("the same run corrects its mark")
                .isTrue();
        store("run-3", header(document));
        assertThat(DATABASE.rows("SELECT enrichment FROM anicut.documents"))
                .as("a run that enriches nothing leaves it")
                .containsExactly("enriched");
        store("run-4", header("d", 2, "another text"));
        assertThat(DATABASE.rows("SELECT coalesce(enrichment, 'none') FROM anicut.documents"))
                .containsExactly("none");
    }

    private static void insert(String content, String llm, String result, boolean unsure, String failure)
            throws Exception {
        try (EnrichmentMemory memory = memory("run-0", BUDGET)) {
            memory.write(
                    List.of(new StoredAnswer(key(content, llm), result, unsure, failure, false, 1, 1, 1, 1, 1)),
                    List.of());
        }
    }

    private static void store(String runId, DocumentHeader header) throws Exception {
        try (RetryingConnection connection = RetryingConnection.byKey(DATABASE.config(), () -> {})) {
            new BatchCommitter<>(connection, new DocumentWriter(runId, Samples.MODEL, Samples.CHUNKER, Samples.REPLAY))
                    .commit(List.of(header));
        }
    }

    private static boolean settled(EnrichmentRecall recall, Document document) throws Exception {
        try (DocumentMemory memory = PostgresDocumentMemory.factory(
                        DATABASE.config(), Samples.MODEL, Samples.CHUNKER, recall)
                .open()) {
            return memory.recall(List.of(document)).get(0).enrichmentSettled();
        }
    }

    @Test
    void answersAboutContentThatIsGoneAreCollectedOnceNobodyUsesThem() throws Exception {
        insert("kept", "a", "{}", false, null);
        insert("gone", "a", "{}", false, null);
        insert("young", "a", "{}", false, null);
        store("run-1", header("d", 1, "kept"));
        DATABASE.execute("UPDATE anicut.enrichments SET used_at = now() - interval '30 days' WHERE content_hash <> '"
                + key("young", "a").contentHash() + "'");
        try (EnrichmentMemory memory = memory("run-1", BUDGET)) {
            memory.find(List.of(key("kept", "a")));
        }
        try (ContentCollector collector =
                new ContentCollector(DATABASE.config(), CollectConfig.from(DATABASE.options()))) {
            collector.collect();
        }
        assertThat(DATABASE.rows("SELECT content_hash FROM anicut.enrichments"))
                .containsExactlyInAnyOrder(
                        key("kept", "a").contentHash(), key("young", "a").contentHash());
    }
}
