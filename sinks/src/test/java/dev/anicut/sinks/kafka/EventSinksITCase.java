package dev.anicut.sinks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anicut.embedded.kafka.SharedKafka;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Hashes;
import dev.anicut.model.Origin;
import dev.anicut.model.Outcome;
import dev.anicut.model.Sequence;
import dev.anicut.model.StoredOutcome;
import dev.anicut.sinks.postgres.DocumentWriter;
import dev.anicut.sinks.postgres.Samples;
import dev.anicut.sinks.postgres.TestDatabase;
import dev.anicut.sinks.postgres.WriteThroughOperator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSinksITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final String RUN = "run-1";
    private static final int PARALLELISM = 2;
    private static final int TOTAL = PARALLELISM * Drill.DOCUMENTS;

    @TempDir
    Path checkpoints;

    private Topic events;
    private Topic letters;

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    @BeforeEach
    void createTopics() {
        DATABASE.execute("TRUNCATE anicut.document_heads, anicut.contents, anicut.indexed_contents");
        events = Topic.create("events", 3);
        letters = Topic.create("dead-letters", 1);
    }

    @Test
    void everyOutcomeIsAnEventThatFitsTheSchema() throws Exception {
        StreamExecutionEnvironment environment = environment(streaming());
        List<StoredOutcome> outcomes = new ArrayList<>();
        for (Outcome outcome : List.of(Outcome.INGESTED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.DELETED)) {
            int number = outcomes.size();
            outcomes.add(new StoredOutcome(
                    "doc-" + number,
                    outcome,
                    outcome == Outcome.UNCHANGED,
                    new Sequence(1, 0, number),
                    Origin.ofTopic("in", 0, number),
                    outcome == Outcome.DELETED ? null : Hashes.sha256("text"),
                    outcome == Outcome.DUPLICATE ? "doc-0" : null));
        }
        DeadLetter known = Letters.letter(RUN, Origin.ofTopic("in", 0, 10), "doc-10", "bad", new byte[] {'{'});
        DeadLetter unknown = Letters.letter(RUN, Origin.ofTopic("in", 0, 11), null, "worse", null);
        DeadLetter part =
                Letters.letter(DeadLetter.Scope.PART, RUN, Origin.ofTopic("in", 0, 0), "doc-0", "no summary", null);
        EventSinks.attach(
                environment
                        .fromData(TypeInformation.of(StoredOutcome.class), outcomes.toArray(new StoredOutcome[0]))
                        .uid("outcomes"),
                environment
                        .fromData(TypeInformation.of(DeadLetter.class), known, unknown, part)
                        .uid("letters"),
                kafka(),
                config(),
                RUN);
        environment.execute("every outcome");

        List<ConsumerRecord<String, byte[]>> read = events.committed();
        Set<String> seen = new TreeSet<>();
        for (ConsumerRecord<String, byte[]> record : read) {
            JsonNode event = EventJson.parse(record.value());
            assertThat(EventJson.violations(event)).isEmpty();
            assertThat(record.headers().lastHeader("content-type").value())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("application/cloudevents+json");
            assertThat(record.key()).isEqualTo(event.path("subject").textValue());
            seen.add(event.get("type").asText() + " " + record.key());
        }
        assertThat(read).hasSize(6);
        assertThat(seen)
                .containsExactly(
                        "document.dead-lettered doc-10",
                        "document.dead-lettered null",
                        "document.deleted doc-3",
                        "document.duplicate doc-2",
                        "document.ingested doc-0",
                        "document.unchanged doc-1");
        assertThat(letters.committed())
                .extracting(record -> record.key() + " "
                        + new String(record.headers().lastHeader("scope").value(), StandardCharsets.UTF_8) + " "
                        + (record.value() == null ? "none" : new String(record.value(), StandardCharsets.UTF_8)))
                .containsExactlyInAnyOrder("doc-10 record {", "null record none", "doc-0 part none");
    }

    /** Two crashes, and a consumer that looks for the row of each event in the moment it sees it. */
    @Test
    void overCrashesEachEventIsSeenOnceAndNeverBeforeItsRow() throws Exception {
        long admins = AdminThreads.count();
        JobClient job = drill(streaming(), true);
        try {
            events.awaitWritten(TOTAL / 2 + 1);
            Drill.written();
            events.await(TOTAL, EventSinksITCase::requireRows);
            letters.await(TOTAL / 10, batch -> {});
        } finally {
            job.cancel().get();
        }

        assertThat(Drill.isOver()).isTrue();
        Set<String> expected = new TreeSet<>();
        for (int subtask = 0; subtask < PARALLELISM; subtask++) {
            for (int number = 0; number < Drill.DOCUMENTS; number++) {
                expected.add(Drill.id(subtask, number));
            }
        }
        List<ConsumerRecord<String, byte[]>> committed = events.committed();
        assertThat(committed).extracting(ConsumerRecord::key).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(letters.committed()).hasSize(TOTAL / 10);
        // what was under way at the first crash was written twice: without transactions it would be seen twice
        assertThat(events.written()).hasSizeGreaterThan(TOTAL);
        assertThat(committed.stream()
                        .map(record -> EventJson.parse(record.value()).get("id").asText())
                        .distinct())
                .hasSize(TOTAL);
        // the brokers were asked by each writer of each start
        assertThat(AdminThreads.count()).isEqualTo(admins);
    }

    /** The worst moment: rows visible, transactions complete in state, and nobody left to commit them. */
    @Test
    void aResumedRunCommitsWhatItLeftPrepared() throws Exception {
        Configuration noCheckpoints = streaming();
        noCheckpoints.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMinutes(10));
        JobClient job = drill(noCheckpoints, false);
        events.awaitWritten(TOTAL);
        // which, unlike a checkpoint, tells no one to commit
        String savepoint = job.triggerSavepoint(checkpoints.toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        job.cancel().get();
        assertThat(DATABASE.rows("SELECT document_id FROM anicut.documents")).hasSize(TOTAL);
        assertThat(events.committed()).isEmpty();
        assertThat(letters.committed()).isEmpty();

        Configuration resumed = streaming();
        resumed.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        job = drill(resumed, false);
        try {
            events.await(TOTAL, EventSinksITCase::requireRows);
            letters.await(TOTAL / 10, batch -> {});
        } finally {
            job.cancel().get();
        }
        assertThat(events.committed())
                .extracting(ConsumerRecord::key)
                .doesNotHaveDuplicates()
                .hasSize(TOTAL);
        assertThat(events.written()).hasSize(TOTAL);
    }

    @Test
    void inBatchExecutionEventsAreWrittenWithoutTransactions() throws Exception {
        StreamExecutionEnvironment environment = environment(new Configuration());
        environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
        attach(environment
                .fromSequence(0, 99)
                .uid("numbers")
                .map(number -> Samples.header("doc-" + number, number, "text " + number))
                .returns(TypeInformation.of(DocumentHeader.class))
                .uid("documents"));
        environment.execute("batch");
        List<ConsumerRecord<String, byte[]>> read = events.committed();
        assertThat(read).extracting(ConsumerRecord::key).doesNotHaveDuplicates().hasSize(100);
        assertThat(letters.committed()).hasSize(10);
        // the marker of a committed transaction takes an offset
        assertThat(events.end()).isEqualTo(100);
    }

    private JobClient drill(Configuration configuration, boolean crashes) throws Exception {
        StreamExecutionEnvironment environment = environment(configuration);
        attach(environment
                .fromSource(new NumberSequenceSource(0, Long.MAX_VALUE - 1), WatermarkStrategy.noWatermarks(), "ticks")
                .uid("ticks")
                .flatMap(new Drill(crashes))
                .returns(TypeInformation.of(DocumentHeader.class))
                .uid("drill"));
        return environment.executeAsync("drill");
    }

    /** Rows first, then events; every tenth document also leaves a dead letter of a part. */
    private void attach(DataStream<DocumentHeader> headers) {
        DataStream<StoredOutcome> stored = headers.transform(
                        "store-documents",
                        TypeInformation.of(StoredOutcome.class),
                        new WriteThroughOperator<>(
                                new DocumentWriter(RUN, Samples.MODEL, Samples.CHUNKER, Duration.ofHours(1)),
                                DATABASE.config(),
                                10,
                                new OutputTag<>("rejected", TypeInformation.of(DeadLetter.class))))
                .uid("store-documents");
        DataStream<DeadLetter> parts = stored.filter(outcome -> outcome.origin().position() % 10 == 0)
                .uid("tenth")
                .map(outcome -> Letters.letter(
                        DeadLetter.Scope.PART, RUN, outcome.origin(), outcome.documentId(), "drill", null))
                .returns(TypeInformation.of(DeadLetter.class))
                .uid("letters");
        EventSinks.attach(stored, parts, kafka(), config(), RUN);
    }

    private static void requireRows(ConsumerRecords<String, byte[]> batch) {
        if (batch.isEmpty()) {
            return;
        }
        Set<String> rows = Set.copyOf(DATABASE.rows("SELECT document_id || ' ' || origin FROM anicut.documents"));
        for (ConsumerRecord<String, byte[]> record : batch) {
            String origin =
                    EventJson.parse(record.value()).get("data").get("origin").asText();
            assertThat(rows).contains(record.key() + " " + origin);
        }
    }

    private Configuration streaming() {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        return configuration;
    }

    private static StreamExecutionEnvironment environment(Configuration configuration) {
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        return StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
    }

    private static KafkaConfig kafka() {
        return new KafkaConfig(SharedKafka.bootstrap(), Map.of());
    }

    private KafkaEventsConfig config() {
        return new KafkaEventsConfig(events.name(), letters.name(), 1024, Duration.ofMinutes(15));
    }
}
