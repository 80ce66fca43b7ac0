package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is shown of dead letters. */
class LettersITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final RedriveConfig ALL = filter(List.of(), List.of(), null);

    private final Runs runs = new Runs(DATABASE.config());
    private final Letters letters = new Letters(runs);

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    @BeforeEach
    void fill() {
        DATABASE.execute("TRUNCATE anicut.dead_letters");
        insert("a", "record", "parse", "missing-text", "first", "open", 5);
        insert("b", "record", "parse", "missing-text", "first", "open", 4);
        insert("c", "record", "source", "corrupt", "first", "open", 3);
        insert("d", "part", "enrich", "no-answer", "first", "redriven", 2);
        insert("e", "record", "parse", "missing-text", "first", "resolved", 1);
        insert("f", "record", "parse", "missing-text", "second", "open", 0);
    }

    private static void insert(
            String id, String scope, String stage, String reason, String run, String state, int minutesAgo) {
        DATABASE.execute("INSERT INTO anicut.dead_letters (id, scope, stage, reason, message, attempts, origin, run_id,"
                + " state, updated_at) VALUES ('" + id + "', '" + scope + "', '" + stage + "', '" + reason + "', 'why "
                + id + "', 2, 'place " + id + "', '" + run + "', '" + state + "', timestamptz '" + NOW
                + "' - interval '" + minutesAgo + " min')");
    }

    @AfterEach
    void close() {
        runs.close();
    }

    private static RedriveConfig filter(List<String> stages, List<String> reasons, Instant since) {
        return new RedriveConfig(stages, reasons, since, 1, false);
    }

    private List<String> ids(RedriveConfig filter, int limit) throws Exception {
        return letters.newest(filter, limit).stream().map(Letter::id).toList();
    }

    @Test
    void allThatAreNotResolvedAreListedTheNewestFirst() throws Exception {
        assertThat(ids(ALL, 100)).containsExactly("f", "d", "c", "b", "a");
        assertThat(ids(ALL, 2)).containsExactly("f", "d");
        assertThat(letters.count(ALL)).isEqualTo(5);
        assertThat(letters.newest(ALL, 1))
                .containsExactly(
                        new Letter("f", "record", "parse", "missing-text", "why f", "place f", null, 2, "second", NOW));
    }

    @Test
    void theFiltersAreThoseOfARedrive() throws Exception {
        assertThat(ids(filter(List.of("source", "enrich"), List.of(), null), 100))
                .containsExactly("d", "c");
        assertThat(ids(filter(List.of(), List.of("corrupt"), null), 100)).containsExactly("c");
        RedriveConfig recent = filter(List.of("parse"), List.of("missing-text"), NOW.minusSeconds(270));
        assertThat(ids(recent, 100)).containsExactly("f", "b");
        assertThat(letters.count(recent)).isEqualTo(2);
    }

    @Test
    void thoseOfARunAreGroupedTheMostFrequentFirst() throws Exception {
        assertThat(letters.ofRun("first"))
                .containsExactly(
                        new LetterSurvey.Group("parse", "missing-text", 2, "place b", "why b"),
                        new LetterSurvey.Group("enrich", "no-answer", 1, "place d", "why d"),
                        new LetterSurvey.Group("source", "corrupt", 1, "place c", "why c"));
        assertThat(letters.ofRun("third")).isEmpty();
    }
}
