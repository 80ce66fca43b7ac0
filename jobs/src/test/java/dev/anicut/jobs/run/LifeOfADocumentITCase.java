package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.embedded.SharedPostgres;
import dev.anicut.jobs.IngestPipeline;
import dev.anicut.jobs.PipelineConfig;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import dev.anicut.model.StoredOutcome;
import dev.anicut.operators.ledger.InputSize;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deletion, late versions and rebirth on the whole road, over two runs, with a real database. */
@SuppressWarnings("try") // close() of an iterator may throw anything
class LifeOfADocumentITCase {
    private final SharedPostgres.Database postgres = SharedPostgres.createDatabase();

    @ParameterizedTest
    @CsvSource({"STREAMING,none", "BATCH,none", "STREAMING,all-minilm-l6-v2-q", "BATCH,all-minilm-l6-v2-q"})
    void documentsGoAndComeBack(RuntimeExecutionMode mode, String model) throws Exception {
        List<String> first = run(
                "run-1",
                mode,
                model,
                List.of(
                        document("owner", 1000, 0, "alpha"),
                        document("twin", 1000, 1, "alpha"),
                        document("phoenix", 1000, 2, "gamma"),
                        tombstone("unborn", 5000, 3)));
        assertThat(first)
                .containsExactlyInAnyOrder(
                        "0 owner INGESTED", "1 twin DUPLICATE of owner", "2 phoenix INGESTED", "3 unborn DELETED");
        assertThat(select("SELECT document_id FROM anicut.documents ORDER BY 1"))
                .containsExactly("owner", "phoenix", "twin");

        List<String> second = run(
                "run-2",
                mode,
                model,
                List.of(
                        tombstone("owner", 3000, 10),
                        tombstone("owner", 3001, 11),
                        document("owner", 2000, 12, "late"),
                        document("unborn", 4000, 13, "late"),
                        tombstone("phoenix", 3000, 14),
                        document("phoenix", 3001, 15, "gamma"),
                        document("third", 3000, 16, "alpha"),
                        document("twin", 3000, 17, "alpha"),
                        tombstone(" ", 3000, 18)));
        assertThat(second)
                .containsExactlyInAnyOrder(
                        "10 owner DELETED",
                        "11 owner UNCHANGED",
                        "12 owner UNCHANGED, stale",
                        "13 unborn UNCHANGED, stale",
                        "14 phoenix DELETED",
                        "15 phoenix INGESTED",
                        "16 third DUPLICATE of owner",
                        "17 twin UNCHANGED");
        assertThat(select("SELECT document_id, status, duplicate_of FROM anicut.documents ORDER BY 1"))
                .containsExactly("phoenix|ingested|null", "third|duplicate|owner", "twin|duplicate|owner");
        assertThat(select("SELECT document_id FROM anicut.document_heads WHERE status = 'deleted' ORDER BY 1"))
                .containsExactly("owner", "unborn");
        assertThat(select("SELECT read, ingested, unchanged, duplicate, deleted, dead_lettered, stale"
                        + " FROM anicut.runs ORDER BY run_id"))
                .containsExactly("4|2|0|1|1|0|0", "9|1|4|1|2|1|2");
        if (!model.equals("none")) {
            assertThat(select("SELECT document_id, text FROM anicut.search_chunks ORDER BY 1"))
                    .containsExactly("phoenix|gamma", "third|alpha", "twin|alpha");
        }
    }

    private static RawRecord document(String id, long timestamp, long offset, String text) {
        String json = "{\"text\":\"" + text + "\"}";
        return record(RecordFormat.JSON, id, timestamp, offset, json);
    }

    private static RawRecord tombstone(String id, long timestamp, long offset) {
        return record(RecordFormat.TOMBSTONE, id, timestamp, offset, "");
    }

    private static RawRecord record(RecordFormat format, String id, long timestamp, long offset, String value) {
        return new RawRecord(
                Origin.ofTopic("topic", 0, offset),
                format,
                "topic",
                id,
                Sequence.ofPartition(timestamp, 0, offset),
                value.getBytes(StandardCharsets.UTF_8),
                null,
                value.length(),
                null,
                null);
    }

    /** Takes the records through in their order; how each ended. */
    private List<String> run(String runId, RuntimeExecutionMode mode, String model, List<RawRecord> records)
            throws Exception {
        Configuration settings = new Configuration();
        settings.setString("postgres.url", postgres.jdbcUrl());
        settings.setString("postgres.user", postgres.user());
        settings.setString("postgres.password", postgres.password());
        settings.setString("embed.model", model);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration()
                .set(ExecutionOptions.RUNTIME_MODE, mode)
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
        env.setParallelism(1);
        PipelineConfig config = PipelineConfig.from(settings, runId);
        try (Database database = Database.open(RunConfig.from(settings), settings)) {
            DataStream<RawRecord> source = env.fromData(records, TypeInformation.of(RawRecord.class))
                    .assignTimestampsAndWatermarks(WatermarkStrategy.<RawRecord>noWatermarks()
                            .withTimestampAssigner(
                                    (record, ignored) -> record.sequence().timestamp()));
            DataStream<StoredOutcome> outcomes = new IngestPipeline(config, database.storage(config))
                    .build(source, InputSize.UNKNOWN)
                    .outcomes();
            List<String> ended = new ArrayList<>();
            try (CloseableIterator<StoredOutcome> all = outcomes.executeAndCollect()) {
                all.forEachRemaining(outcome -> ended.add(describe(outcome)));
            }
            return ended;
        }
    }

    private static String describe(StoredOutcome outcome) {
        return outcome.origin().position() + " " + outcome.documentId() + " " + outcome.outcome()
                + (outcome.stale() ? ", stale" : "")
                + (outcome.duplicateOf() == null ? "" : " of " + outcome.duplicateOf());
    }

    private List<String> select(String sql) throws Exception {
        try (Connection connection = postgres.connect();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.add(row.getString(i));
                }
                rows.add(String.join("|", columns));
            }
            return rows;
        }
    }
}
