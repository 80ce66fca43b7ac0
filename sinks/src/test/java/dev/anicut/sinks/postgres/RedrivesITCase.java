package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
    private static final RedriveConfig WITH_PARTS = new RedriveConfig(List.of(), List.of(), null, 4, true);
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

    private static DeadLetter unenriched(String run, Document document) {
        byte[] answer = "no JSON".getBytes(StandardCharsets.UTF_8);
        return DeadLetter.ofPart(run, Stage.ENRICH, Reason.INVALID_ANSWER, "no JSON", document, answer);
    }

    private static DeadLetter lost(String run, int position) {
        RawRecord rest = record(position, "", RecordFormat.RECORDS);
        return DeadLetter.ofRecord(run, Stage.SOURCE, Reason.VANISHED, "no such file", rest, null, 100);
    }

    private static Document document(int position) {
        return document("/in/a.jsonl", new Sequence(9, 7, position), position);
    }

    private static Document document(String file, Sequence sequence, int position) {
        return Document.of(
                "doc", sequence, Origin.ofFile(file, position), "/in", null, null, "text/plain", "{}", "text");
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
        assertThat(redrives.take("redrive", ALL, false)).isEqualTo(3);
        assertThat(redrives.taken("redrive")).isEqualTo(new Redrives.Taken(3, 3));
        assertThat(DATABASE.rows("SELECT DISTINCT state FROM anicut.dead_letters"))
                .containsExactly("redriven");

        // the run replays the second; the first run replays the third
        write(unembedded("redrive", 2), unembedded("redrive", 2), unparsed("r1", 3));
        assertThat(redrives.resolve("redrive").letters()).isEqualTo(2);
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
        redrives.take("redrive", ALL, false);
        redrives.resolve("redrive");
        write(unparsed("r2", 1));
        assertThat(DATABASE.rows(STATES)).as("a replay").containsExactly("1|parse|2|r2|resolved");
        write(unparsed("r3", 1));
        assertThat(DATABASE.rows(STATES)).containsExactly("1|parse|1|r3|open");
    }

    @Test
    void whatAKilledRedriveLeavesBehindTheNextOneTakes() throws Exception {
        write(unparsed("r1", 1), unparsed("r1", 2));
        redrives.take("killed", ALL, false);
        write(unparsed("killed", 2));

        assertThat(redrives.take("next", ALL, false)).isEqualTo(2);
        assertThat(taken("killed")).isEmpty();
        assertThat(redrives.resolve("killed").letters()).isZero();
        write(unparsed("next", 1));
        redrives.resolve("next");
        assertThat(DATABASE.rows(STATES)).containsExactly("1|parse|2|next|open", "2|parse|2|killed|resolved");
    }

    @Test
    void takesPartsOnlyWhereTheyAreOfUseAndReadsTheirRecordsAgain() throws Exception {
        write(unenriched("r1", document(5)));
        assertThat(redrives.survey(ALL).letters()).isZero();

        redrives.take("redrive", new RedriveConfig(List.of("enrich"), List.of(), null, 3, true), false);
        assertThat(taken("redrive"))
                .extracting(TakenLetter::payload)
                .as("the answer is not the record")
                .containsOnlyNulls();
        assertThat(redrives.resolve("redrive").letters()).isEqualTo(1);
    }

    @Test
    void sendsARecordOnceThatHasALetterOfItsPartToo() throws Exception {
        write(unembedded("r1", 1), unenriched("r1", document(1)), unembedded("r1", 2), unenriched("r1", document(2)));
        assertThat(redrives.take("redrive", WITH_PARTS, false)).isEqualTo(4);
        assertThat(redrives.taken("redrive")).isEqualTo(new Redrives.Taken(4, 2));
        assertThat(taken("redrive"))
                .extracting(TakenLetter::place, letter -> letter.origin().position())
                .containsExactly(tuple(0L, 1L), tuple(1L, 2L));
        assertThat(DATABASE.rows("SELECT scope FROM anicut.dead_letters WHERE redrive_place IS NOT NULL"))
                .containsExactly("record", "record");

        write(unembedded("redrive", 2));
        assertThat(redrives.resolve("redrive").letters()).isEqualTo(2);
        assertThat(DATABASE.rows("SELECT origin_position, scope, attempts, run_id, state FROM anicut.dead_letters"
                        + " ORDER BY 1, 2"))
                .as("a part's letter waits for its record")
                .containsExactly(
                        "1|part|1|r1|resolved",
                        "1|record|1|r1|resolved",
                        "2|part|2|redrive|open",
                        "2|record|2|redrive|open");

        assertThat(redrives.take("killed", WITH_PARTS, false)).isEqualTo(2);
        assertThat(redrives.take("next", WITH_PARTS, false)).isEqualTo(2);
        write(unenriched("next", document(2)));
        assertThat(redrives.resolve("next").letters()).isEqualTo(1);
        assertThat(DATABASE.rows("SELECT scope, attempts, state FROM anicut.dead_letters WHERE origin_position = 2"
                        + " ORDER BY 1"))
                .as("its part alone may fail again")
                .containsExactly("part|3|open", "record|2|resolved");
    }

    @Test
    void ofTwoLettersTheOneIsSentThatSomebodyHasEditedAndItsEditIsNotResolvedUnheard() throws Exception {
        for (int position = 1; position <= 4; position++) {
            write(unembedded("r1", position), unenriched("r1", document(position)));
        }
        DATABASE.execute("UPDATE anicut.dead_letters SET payload = 'edited' WHERE scope = 'record'"
                + " AND origin_position IN (2, 4)");
        DATABASE.execute(
                "UPDATE anicut.dead_letters SET payload = 'of part' WHERE scope = 'part'" + " AND origin_position = 3");
        redrives.take("redrive", WITH_PARTS, false);
        assertThat(taken("redrive"))
                .extracting(letter ->
                        letter.payload() == null ? null : new String(letter.payload(), StandardCharsets.UTF_8))
                .containsExactly(null, "edited", "of part", "edited");

        write(unembedded("redrive", 3));
        assertThat(redrives.resolve("redrive").letters()).isEqualTo(6);
        assertThat(DATABASE.rows("SELECT scope, convert_from(payload, 'UTF8') FROM anicut.dead_letters"
                        + " WHERE state = 'open' ORDER BY 1"))
                .containsExactly("part|of part", "record|null");
    }

    @Test
    void sendsWhatTwoRunsReadTwiceAndOnceWhatTheyReadAsOneVersion() throws Exception {
        Document later = document("/in/a.jsonl", new Sequence(12, 7, 1), 1);
        write(unembedded("r1", 1), unenriched("r2", later));
        assertThat(redrives.take("files", WITH_PARTS, false)).isEqualTo(2);
        assertThat(redrives.taken("files")).as("the later one is enriched").isEqualTo(new Redrives.Taken(2, 2));

        // parsed under the version 9, and not parsed any more
        DATABASE.execute("TRUNCATE anicut.dead_letters");
        Document versioned = document("/in/a.jsonl", new Sequence(7, 3, 1).withVersion(9), 1);
        write(unparsed("r2", 1), unenriched("r1", versioned));
        redrives.take("versioned", WITH_PARTS, true);
        assertThat(redrives.taken("versioned")).isEqualTo(new Redrives.Taken(2, 1));
        redrives.take("not", WITH_PARTS, false);
        assertThat(redrives.taken("not")).isEqualTo(new Redrives.Taken(2, 2));
    }

    @Test
    void knowsWhatElseIsTakenOfAFileThatIsReadFromALetterOn() throws Exception {
        write(
                unembedded("r1", 1),
                lost("r1", 4),
                unenriched("r1", document(4)),
                unembedded("r1", 5),
                unenriched("r1", document(5)),
                lost("r1", 9),
                unembedded("r1", 11),
                unenriched("r1", document("/in/0.jsonl", new Sequence(9, 6, 6), 6)),
                unenriched("r1", document("/in/b.jsonl", new Sequence(9, 8, 7), 7)));
        redrives.take("redrive", WITH_PARTS, false);
        try (TakenLetters letters = new TakenLetters(DATABASE.config(), "redrive")) {
            TakenLetter rest = letters.first(2, 1000);
            assertThat(rest.handle().format()).isEqualTo(RecordFormat.RECORDS);
            assertThat(letters.others(rest).records()).containsExactly(1, 4, 5, 11);
            assertThat(letters.others(rest).end()).isEqualTo(9);
            assertThat(letters.others(rest).hold(5)).isTrue();
            assertThat(letters.others(rest).hold(6)).isFalse();
            assertThat(letters.others(letters.first(5, 1000)).end()).isEqualTo(Long.MAX_VALUE);
        }
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
        assertThat(redrives.take("a", new RedriveConfig(List.of("parse", "chunk"), List.of(), null, 3, false), false))
                .isEqualTo(1);
        assertThat(redrives.take("b", new RedriveConfig(List.of(), List.of("embed-failed"), null, 4, false), false))
                .isEqualTo(2);
        assertThat(redrives.take(
                        "c",
                        new RedriveConfig(List.of(), List.of(), Instant.parse("2026-02-01T00:00:00Z"), 3, false),
                        false))
                .isEqualTo(1);
    }

    @Test
    void makesTheRecordFromThePayloadIfItIsWholeOrWasEdited() throws Exception {
        write(
                unparsed("r1", 1),
                unparsed("r1", 2, "{a long one}", 4),
                unparsed("r1", 3, "{a long one}", 4),
                lost("r1", 4),
                unembedded("r1", 5),
                lost("r1", 9));
        DATABASE.execute("UPDATE anicut.dead_letters SET payload = 'edited' WHERE origin_position = 3");
        redrives.take("redrive", ALL, false);

        List<TakenLetter> letters = taken("redrive");
        assertThat(letters)
                .extracting(letter ->
                        letter.payload() == null ? null : new String(letter.payload(), StandardCharsets.UTF_8))
                .containsExactly("{broken", null, "edited", null, null, null);
        assertThat(letters).extracting(TakenLetter::parsed).containsExactly(false, false, false, false, true, false);
        assertThat(letters.get(0).handle().sequence()).isEqualTo(new Sequence(7, 3, 1));
        assertThat(letters.get(0).handle().fallbackId()).isEqualTo("a.jsonl#1");
        assertThat(letters.get(0).handle().headers()).isEqualTo("{\"h\":1}");
        assertThat(letters.get(0).handle().format()).isEqualTo(RecordFormat.JSON);
        assertThat(letters.get(4).handle().sequence().withoutVersion(5)).isEqualTo(new Sequence(7, 0, 5));
    }

    /** Half of them failed again as a whole, the other half in their enrichment. */
    @Test
    void resolvingManyLettersHoldsNotEachAgainstEach() throws Exception {
        DATABASE.execute(
                """
                INSERT INTO anicut.dead_letters (id, scope, stage, reason, attempts, origin, run_id, state, payload,
                    origin_name, origin_partition, origin_position, redriven_by)
                SELECT scope || n, scope, 'parse', 'invalid-json', 1, 'a@' || n, run, state, '', 'a', -1, n, redriven
                FROM generate_series(1, 30000) n, (VALUES
                    ('record', 'r1', 'redriven', 'r2', 1), ('part', 'r2', 'open', NULL, 2)
                ) AS letter (scope, run, state, redriven, place)""");
        DATABASE.execute("UPDATE anicut.dead_letters SET id = 'again' || id, scope = 'record'"
                + " WHERE scope = 'part' AND origin_position % 2 = 0");

        long resolved = assertTimeoutPreemptively(Duration.ofSeconds(40), () -> redrives.resolve("r2"))
                .letters();

        assertThat(resolved).isEqualTo(15_000);
        assertThat(DATABASE.rows("SELECT scope, state, count(*) FROM anicut.dead_letters GROUP BY 1, 2 ORDER BY 1, 2"))
                .containsExactly("part|open|15000", "record|open|30000", "record|resolved|15000");
    }
}
