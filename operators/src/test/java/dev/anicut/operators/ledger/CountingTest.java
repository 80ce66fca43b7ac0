package dev.anicut.operators.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.ChunkAck;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.LedgerEntry;
import dev.anicut.model.Origin;
import dev.anicut.model.Outcome;
import dev.anicut.model.Reason;
import dev.anicut.model.Sequence;
import dev.anicut.model.Stage;
import dev.anicut.model.StoredOutcome;
import dev.anicut.model.Tally;
import dev.anicut.operators.RecordingGroup;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CountingTest {
    private static final Sequence SEQUENCE = new Sequence(1, 0, 0);
    private static final Origin ORIGIN = Origin.ofFile("/in/a", 0);

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void anOutcomeCountsUnderItsName(Outcome outcome) {
        assertThat(counted(Counting::outcome, outcome(outcome, false)))
                .isEqualTo(Map.of(LedgerEntry.valueOf(outcome.name()), 1L));
    }

    @Test
    void aStaleRecordCountsWithinTheUnchanged() {
        assertThat(counted(Counting::outcome, outcome(Outcome.UNCHANGED, true)))
                .isEqualTo(Map.of(LedgerEntry.UNCHANGED, 1L, LedgerEntry.STALE, 1L));
    }

    @Test
    void aTallyAddsItsCount() {
        assertThat(counted(Counting::tally, new Tally(LedgerEntry.BYTES, 4711)))
                .isEqualTo(Map.of(LedgerEntry.BYTES, 4711L));
    }

    @Test
    void onlyTheLetterOfARecordCountsInTheLedgerAndEachIsCountedByItsReason() {
        RecordingGroup group = new RecordingGroup();
        DeadLetterCounting counting = new DeadLetterCounting();
        counting.open(group);
        Document document = Document.of("a", SEQUENCE, ORIGIN, "/in", null, null, "text/plain", "{}", "text");
        DeadLetter letter = DeadLetter.ofDocument("run", Stage.EMBED, Reason.EMBED_FAILED, "", document);
        assertThat(counted(counting, letter)).isEqualTo(Map.of(LedgerEntry.DEAD_LETTERED, 1L));
        DeadLetter part = DeadLetter.ofPart("run", Stage.ENRICH, Reason.TIMEOUT, "", document);
        assertThat(counted(counting, part)).isEmpty();
        assertThat(counted(counting, part)).isEmpty();

        assertThat(group.count("stage.embed.reason.embed-failed.scope.record.numDeadLetters"))
                .isEqualTo(1);
        assertThat(group.count("stage.enrich.reason.timeout.scope.part.numDeadLetters"))
                .isEqualTo(2);
    }

    @Test
    void aChunkIsEmbeddedOrReusedUnlessItFailed() {
        assertThat(counted(Counting::chunk, new ChunkAck("a", SEQUENCE, 0, true, null, null)))
                .isEqualTo(Map.of(LedgerEntry.CHUNKS, 1L, LedgerEntry.EMBEDDED, 1L));
        assertThat(counted(Counting::chunk, new ChunkAck("a", SEQUENCE, 0, false, null, null)))
                .isEqualTo(Map.of(LedgerEntry.CHUNKS, 1L, LedgerEntry.REUSED, 1L));
        assertThat(counted(Counting::chunk, new ChunkAck("a", SEQUENCE, 0, false, Reason.EMBED_FAILED, "")))
                .isEqualTo(Map.of(LedgerEntry.CHUNKS, 1L));
    }

    private static StoredOutcome outcome(Outcome outcome, boolean stale) {
        return new StoredOutcome("a", outcome, stale, SEQUENCE, ORIGIN, null, null);
    }

    private static <T> Map<LedgerEntry, Long> counted(Counting<T> counting, T element) {
        long[] counts = new long[LedgerEntry.values().length];
        counting.count(element, counts);
        Map<LedgerEntry, Long> counted = new EnumMap<>(LedgerEntry.class);
        for (LedgerEntry entry : LedgerEntry.values()) {
            if (counts[entry.ordinal()] != 0) {
                counted.put(entry, counts[entry.ordinal()]);
            }
        }
        return counted;
    }
}
