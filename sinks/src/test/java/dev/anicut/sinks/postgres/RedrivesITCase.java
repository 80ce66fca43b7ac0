package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of dead letters over runs, replays and redrives, in the table. */
class RedrivesITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final RedriveConfig ALL = new RedriveConfig(List.of(), List.of(), null, 3, false);
    private static final String STATES =
            "SELECT origin_position, stage, attempts, run_id, state FROM anicut.dead_letters ORDER BY 1";

    private final Runs runs = new Runs(DATABASE.config());
    private final Redrives redrives = new Redrives(runs);

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    @BeforeEach
    void clear() {
        DATABASE.execute("TRUNCATE anicut.dead_letters");
    }

    @AfterEach
    void close() {
        runs.close();
    }

    private static void write(DeadLetter... letters) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        try (StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration)) {
            environment
                    .fromData(Arrays.asList(letters), TypeInformation.of(DeadLetter.class))
                    .sinkTo(DeadLetterSink.create(DATABASE.config()));
            environment.execute();
        }
    }

    private static RawRecord record(int position, String payload, RecordFormat format) {
        return new RawRecord(
                Origin.ofFile("/in/a.jsonl", position),
                format,
                "/in",
                "a.jsonl#" + position,
                new Sequence(7, 3, position),
                payload.getBytes(StandardCharsets.UTF_8),
                "{\"h\":1}",
                0,
                null,
                null);
    }

    private static DeadLetter unparsed(String run, int position, String payload, int maxPayload) {
        RawRecord record = record(position, payload, RecordFormat.JSON);
        return DeadLetter.ofRecord(run, Stage.PARSE, Reason.INVALID_JSON, "no", record, null, maxPayload);
    }

    private static DeadLetter unparsed(String run, int position) {
        return unparsed(run, position, "{broken", 100);
    }

    private static DeadLetter unembedded(String run, int position) {
        return DeadLetter.ofDocument(run, Stage.EMBED, Reason.EMBED_FAILED, "no vector", document(position));
    }

    private static Document document(int position) {
        return Document.of(
                "doc",
                new Sequence(9, 7, position),
                Origin.ofFile("/in/a.jsonl", position),
                "/in",
                null,
                null,
                "text/plain",
                "{}",
                "text");
    }

    private static List<TakenLetter> taken(String run) throws Exception {
        List<TakenLetter> letters = new ArrayList<>();
        try (TakenLetters taken = new TakenLetters(DATABASE.config(), run)) {
            for (TakenLetter letter = taken.first(0, 1000);
                    letter != null;
                    letter = taken.first(letter.place() + 1, 1000)) {
                letters.add(letter);
            }
        }
        return letters;
    }

    @Test
    void aRunIsOneAttemptHoweverOftenItWritesALetterAtWhateverStage() throws Exception {
        write(unparsed("r1", 1), unembedded("r1", 1), unparsed("r1", 1));
        assertThat(DATABASE.rows(STATES)).containsExactly("1|parse|1|r1|open");

        write(unembedded("r2", 1));
        write(unembedded("r2", 1));
        assertThat(DATABASE.rows(STATES)).containsExactly("1|embed|2|r2|open");
        assertThat(DATABASE.rows("SELECT payload, format FROM anicut.dead_letters"))
                .as("what an ordinary run read afresh is not what an older payload says")
                .containsExactly("null|json");
    }

    @Test
    void whatARedriveTakesIsResolvedAtItsEndOrOpenAgainWithOneAttemptMore() throws Exception {
        write(unparsed("r1", 1), unparsed("r1", 2), unparsed("r1", 3));
        assertThat(redrives.take("redrive", ALL)).isEqualTo(3);
        assertThat(redrives.places("redrive")).isEqualTo(3);
        assertThat(DATABASE.rows("SELECT DISTINCT state FROM anicut.dead_letters"))
                .containsExactly("redriven");

        // the run replays the second; the first run replays the third
        write(unembedded("redrive", 2), unembedded("redrive", 2), unparsed("r1", 3));
        assertThat(redrives.resolve("redrive")).isEqualTo(2);
        assertThat(DATABASE.rows(STATES))
                .containsExactly("1|parse|1|r1|resolved", "2|embed|2|redrive|open", "3|parse|1|r1|resolved");
        assertThat(redrives.survey(ALL).letters()).isEqualTo(1);
        assertThat(DATABASE.rows("SELECT convert_from(payload, 'UTF8'), format, headers FROM anicut.dead_letters"
                        + " WHERE origin_position = 2"))
                .as("what it was made from stays")
                .containsExactly("{broken|json|{\"h\":1}");
    }

    @Test
    void aResolvedLetterThatFailsAnewBeginsAnew() throws Exception {
        write(unparsed("r1", 1));
        write(unparsed("r2", 1));
        redrives.take("redrive", ALL);
        redrives.resolve("redrive");
        write(unparsed("r2", 1));
        assertThat(DATABASE.rows(STATES)).as("a replay").containsExactly("1|parse|2|r2|resolved");
        write(unparsed("r3", 1));
        assertThat(DATABASE.rows(STATES)).containsExactly("1|parse|1|r3|open");
    }

    @Test
    void whatAKilledRedriveLeavesBehindTheNextOneTakes() throws Exception {
        write(unparsed("r1", 1), unparsed("r1", 2));
        redrives.take("killed", ALL);
        write(unparsed("killed", 2));

        assertThat(redrives.take("next", ALL)).isEqualTo(2);
        assertThat(taken("killed")).isEmpty();
        assertThat(redrives.resolve("killed")).isZero();
        write(unparsed("next", 1));
        redrives.resolve("next");
        assertThat(DATABASE.rows(STATES)).containsExactly("1|parse|2|next|open", "2|parse|2|killed|resolved");
    }

    @Test
    void takesPartsOnlyWhereTheyAreOfUseAndReadsTheirRecordsAgain() throws Exception {
        byte[] answer = "no JSON".getBytes(StandardCharsets.UTF_8);
        write(DeadLetter.ofPart("r1", Stage.ENRICH, Reason.INVALID_ANSWER, "no JSON", document(5), answer));
        assertThat(redrives.survey(ALL).letters()).isZero();

        redrives.take("redrive", new RedriveConfig(List.of("enrich"), List.of(), null, 3, true));
        assertThat(taken("redrive"))
                .extracting(TakenLetter::payload)
                .as("the answer is not the record")
                .containsOnlyNulls();
        assertThat(redrives.resolve("redrive")).isEqualTo(1);
    }

    @Test
    void letsOneRedriveBeAtWorkAtATime() throws Exception {
        assertThat(redrives.tryLock()).isTrue();
        try (Runs otherRuns = new Runs(DATABASE.config())) {
            Redrives other = new Redrives(otherRuns);
            assertThat(other.tryLock()).isFalse();
            runs.close();
            // the server lets go of it when it notices that the session has ended
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (!other.tryLock()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }
    }

    @Test
    void takesWhatTheSettingsSayAndLeavesAloneWhatWasTriedTooOften() throws Exception {
        write(unparsed("r1", 1), unembedded("r1", 2), unembedded("r1", 3));
        write(unembedded("r2", 3));
        write(unembedded("r3", 3));
        DATABASE.execute("UPDATE anicut.dead_letters SET updated_at = '2026-01-01' WHERE origin_position = 2");

        LetterSurvey survey = redrives.survey(ALL);
        assertThat(survey.letters()).isEqualTo(2);
        assertThat(survey.leftAlone()).isEqualTo(1);
        assertThat(survey.groups())
                .containsExactly(
                        new LetterSurvey.Group("embed", "embed-failed", 1, "/in/a.jsonl@2", "no vector"),
                        new LetterSurvey.Group("parse", "invalid-json", 1, "/in/a.jsonl@1", "no"));
        assertThat(redrives.take("a", new RedriveConfig(List.of("parse", "chunk"), List.of(), null, 3, false)))
                .isEqualTo(1);
        assertThat(redrives.take("b", new RedriveConfig(List.of(), List.of("embed-failed"), null, 4, false)))
                .isEqualTo(2);
        assertThat(redrives.take(
                        "c", new RedriveConfig(List.of(), List.of(), Instant.parse("2026-02-01T00:00:00Z"), 3, false)))
                .isEqualTo(1);
    }

    @Test
    void makesTheRecordFromThePayloadIfItIsWholeOrWasEdited() throws Exception {
        RawRecord lost = record(4, "", RecordFormat.RECORDS);
        RawRecord next = record(9, "", RecordFormat.RECORDS);
        write(
                unparsed("r1", 1),
                unparsed("r1", 2, "{a long one}", 4),
                unparsed("r1", 3, "{a long one}", 4),
                DeadLetter.ofRecord("r1", Stage.SOURCE, Reason.VANISHED, "no such file", lost, null, 100),
                unembedded("r1", 5),
                DeadLetter.ofRecord("r1", Stage.SOURCE, Reason.VANISHED, "no such file", next, null, 100));
        DATABASE.execute("UPDATE anicut.dead_letters SET payload = 'edited' WHERE origin_position = 3");
        redrives.take("redrive", ALL);

        List<TakenLetter> letters = taken("redrive");
        assertThat(letters)
                .extracting(letter ->
                        letter.payload() == null ? null : new String(letter.payload(), StandardCharsets.UTF_8))
                .containsExactly("{broken", null, "edited", null, null, null);
        assertThat(letters)
                .extracting(TakenLetter::end)
                .containsExactly(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 9L, Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(letters).extracting(TakenLetter::parsed).containsExactly(false, false, false, false, true, false);
        assertThat(letters.get(0).handle().sequence()).isEqualTo(new Sequence(7, 3, 1));
        assertThat(letters.get(0).handle().fallbackId()).isEqualTo("a.jsonl#1");
        assertThat(letters.get(0).handle().headers()).isEqualTo("{\"h\":1}");
        assertThat(letters.get(0).handle().format()).isEqualTo(RecordFormat.JSON);
        assertThat(letters.get(4).handle().sequence().withoutVersion(5)).isEqualTo(new Sequence(7, 0, 5));
    }
}
