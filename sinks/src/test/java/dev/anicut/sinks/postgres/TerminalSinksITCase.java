package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TerminalSinksITCase {
    private static final RunIndex INDEX = new RunIndex("mini", "v1");
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final String LETTERS =
            "SELECT message, attempts, document_id, run_id, state FROM anicut.dead_letters ORDER BY origin";

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @BeforeEach
    void clear() {
        DATABASE.execute("TRUNCATE anicut.dead_letters, anicut.runs");
    }

    @SafeVarargs
    private static <T> void sink(RuntimeExecutionMode mode, Class<T> type, Sink<T> sink, T... elements)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        try (StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration)) {
            environment.setRuntimeMode(mode);
            environment
                    .fromData(Arrays.asList(elements), TypeInformation.of(type))
                    .sinkTo(sink);
            environment.execute();
        }
    }

    private static DeadLetter letter(String runId, int position, String message) {
        Origin origin = Origin.ofFile("/in\0put", position);
        RawRecord record = new RawRecord(
                origin,
                RecordFormat.JSON,
                "/in",
                "a",
                new Sequence(1, 2, position),
                new byte[] {0, 1},
                null,
                0,
                null,
                null);
        return DeadLetter.ofRecord(runId, Stage.PARSE, Reason.INVALID_JSON, message, record, "id\uD800", 100);
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAMING", "BATCH"})
    void keepsEveryDeadLetterOnce(RuntimeExecutionMode mode) throws Exception {
        Sink<DeadLetter> sink = DeadLetterSink.create(DATABASE.config());
        sink(mode, DeadLetter.class, sink, letter("r1", 1, "a\0b"), letter("r1", 2, "two"), letter("r1", 1, "again"));

        assertThat(DATABASE.rows(LETTERS)).containsExactly("a\uFFFDb|1|id\uFFFD|r1|open", "two|1|id\uFFFD|r1|open");
        assertThat(DATABASE.rows("SELECT scope, stage, reason, origin, payload FROM anicut.dead_letters"))
                .contains("record|parse|invalid-json|/in\uFFFDput@1|\\x0001");
    }

    @Test
    void anotherRunCountsAnAttemptAndOpensTheLetterAgain() throws Exception {
        Sink<DeadLetter> sink = DeadLetterSink.create(DATABASE.config());
        sink(RuntimeExecutionMode.STREAMING, DeadLetter.class, sink, letter("r1", 1, "one"));
        DATABASE.execute("UPDATE anicut.dead_letters SET state = 'redriven'");
        sink(RuntimeExecutionMode.STREAMING, DeadLetter.class, sink, letter("r2", 1, "two"));

        assertThat(DATABASE.rows(LETTERS)).containsExactly("two|2|id\uFFFD|r2|open");
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAMING", "BATCH"})
    void theLastLedgerOfARunStays(RuntimeExecutionMode mode) throws Exception {
        Ledger first = Ledger.empty("r1").plus(totals(1));
        Ledger last = Ledger.empty("r1").plus(totals(5)).asFinished();
        try (Runs runs = new Runs(DATABASE.config())) {
            runs.begin("r1", "backfill", "/in", Instant.parse("2026-01-02T03:04:05Z"), INDEX, "{\"a\": \"b\"}");
            sink(mode, Ledger.class, RunSink.create(DATABASE.config()), first, last);

            Run run = runs.find("r1").orElseThrow();
            assertThat(run.ledger().counts()).isEqualTo(totals(5));
            assertThat(run.isFinished()).isTrue();
            assertThat(run.ledger().finished()).isTrue();
            assertThat(run.settings()).isEqualTo("{\"a\": \"b\"}");
            assertThat(run.startedAt()).isEqualTo("2026-01-02T03:04:05Z");
            assertThat(run.source()).isEqualTo("/in");
        }
        assertThat(DATABASE.rows("SELECT read, bytes FROM anicut.runs")).containsExactly("5|16");
    }

    private static long[] totals(long first) {
        long[] totals = new long[LedgerEntry.values().length];
        Arrays.setAll(totals, i -> first + i);
        return totals;
    }

    @Test
    void aRunThatGoesOnIsNotFinishedAndAResumedOneKeepsItsFirstEntry() throws Exception {
        try (Runs runs = new Runs(DATABASE.config())) {
            sink(
                    RuntimeExecutionMode.STREAMING,
                    Ledger.class,
                    RunSink.create(DATABASE.config()),
                    Ledger.empty("r1").asFinished(),
                    Ledger.empty("r1"));
            runs.begin("r1", "backfill", "/in", Instant.EPOCH, INDEX, "{}");
            runs.begin("r1", "backfill", "/other", Instant.now(), new RunIndex("other", "v2"), "{}");

            Run run = runs.find("r1").orElseThrow();
            assertThat(run.isFinished()).isFalse();
            assertThat(run.source()).isEqualTo("/in");
            assertThat(run.index()).isEqualTo(INDEX);
            assertThat(run.startedAt()).isEqualTo(Instant.EPOCH);
        }
    }

    @Test
    void findsTheLatestUnfinishedRunOfAJob() throws Exception {
        try (Runs runs = new Runs(DATABASE.config())) {
            for (int i : List.of(3, 1, 2, 4)) {
                runs.begin("r" + i, i == 4 ? "ingest" : "backfill", "/in", Instant.ofEpochSecond(i), INDEX, "{}");
            }
            DATABASE.execute("UPDATE anicut.runs SET finished_at = now() WHERE run_id = 'r3'");

            assertThat(runs.latestUnfinished("backfill")).map(Run::runId).contains("r2");
            assertThat(runs.latestUnfinished("collect")).isEmpty();
            assertThat(runs.ledger("nobody")).isEmpty();
            assertThat(runs.ledger("r1").orElseThrow().counts())
                    .isEqualTo(Ledger.empty("r1").counts());
        }
    }
}
