package dev.anicut.operators.dedup;

import static dev.anicut.operators.dedup.DedupHarnesses.RUN;
import static dev.anicut.operators.dedup.DedupHarnesses.drain;
import static dev.anicut.operators.dedup.DedupHarnesses.drainOutcomes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Document;
import dev.anicut.model.Outcome;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.Sequence;
import dev.anicut.model.StoredDocument;
import dev.anicut.model.StoredOutcome;
import dev.anicut.operators.Backend;
import dev.anicut.operators.Samples;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("try") // close() of a harness or an iterator may throw anything
class DedupByIdFunctionTest {
    private static final Document FIRST = version(1, "first");
    private static final Document SECOND = version(2, "second");
    private static final Document THIRD = version(3, "third");

    @Test
    void letsThroughWhatIsNew() throws Exception {
        assertAdmitted(recalled(FIRST, null), false);
    }

    @Test
    void letsThroughWhatHasChanged() throws Exception {
        assertAdmitted(recalled(SECOND, stored(FIRST, "run-1")), false);
    }

    @Test
    void letsThroughAnotherTitleOverTheSameText() throws Exception {
        Document titled = Samples.document("a", new Sequence(2, 0, 0), 2, "title", FIRST.text());
        assertAdmitted(recalled(titled, stored(FIRST, "run-1")), false);
    }

    @Test
    void endsWhatIsUnchanged() throws Exception {
        assertEnded(recalled(version(2, "first"), stored(FIRST, "run-1")), false);
    }

    @Test
    void endsTheSameRecordReadAgainByAnotherRunAsUnchanged() throws Exception {
        assertEnded(recalled(FIRST, stored(FIRST, "run-1")), false);
    }

    @Test
    void endsWhatANewerRowHasOvertakenAsStale() throws Exception {
        assertEnded(recalled(FIRST, stored(SECOND, "run-1")), true);
    }

    @Test
    void anUnchangedRecordWhoseContentIsNotWholeTakesTheRoadAsARepeat() throws Exception {
        assertAdmitted(new RecalledDocument(version(2, "first"), stored(FIRST, "run-1"), "a", false), true);
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aRepeatInFlightTakesTheRoadAcrossARestore(Backend backend) throws Exception {
        OperatorSubtaskState state;
        try (var harness = DedupHarnesses.byId(backend, null)) {
            process(harness, recalled(FIRST, null));
            assertThat(drain(harness)).containsExactly(new CheckedDocument(recalled(FIRST, null), false));
            state = harness.snapshot(1, 1);
        }
        try (var harness = DedupHarnesses.byId(backend, state)) {
            RecalledDocument repeat = recalled(version(2, "first"), null);
            process(harness, repeat);
            assertThat(drain(harness)).containsExactly(new CheckedDocument(repeat, true));
            assertThat(drainOutcomes(harness)).isEmpty();
        }
    }

    @Test
    void aRepeatTakesTheRoadAlthoughAnOlderRowSaysTheSame() throws Exception {
        try (var harness = DedupHarnesses.byId(Backend.HEAP, null)) {
            process(harness, recalled(SECOND, stored(FIRST, "run-1")));
            process(harness, recalled(version(3, "first"), stored(FIRST, "run-1")));
            process(harness, recalled(version(4, "first"), stored(FIRST, "run-1")));
            assertThat(drain(harness)).extracting(CheckedDocument::repeat).containsExactly(false, false, true);
        }
    }

    @Test
    void aLateRecordBetweenARowAndTheUnchangedRecordThatConfirmedItIsStale() throws Exception {
        try (var harness = DedupHarnesses.byId(Backend.HEAP, null)) {
            process(harness, recalled(version(5, "first"), stored(FIRST, "run-1")));
            process(harness, recalled(THIRD, stored(FIRST, "run-1")));
            assertThat(drain(harness)).isEmpty();
            assertThat(drainOutcomes(harness)).extracting(StoredOutcome::stale).containsExactly(false, true);
        }
    }

    @Test
    void aReplayThatMeetsItsOwnRowIsIngestedAgain() throws Exception {
        assertAdmitted(recalled(FIRST, stored(FIRST, RUN)), false);
    }

    @Test
    void aReplayThatMeetsALaterRowOfItsRunIsIngestedAgain() throws Exception {
        assertAdmitted(recalled(SECOND, stored(THIRD, RUN, FIRST)), false);
    }

    @Test
    void aReplayIsUnchangedAgainThoughALaterRecordOfItsRunHasChangedTheRow() throws Exception {
        assertEnded(recalled(version(2, "first"), stored(THIRD, RUN, FIRST)), false);
    }

    @Test
    void aReplayIsStaleAgainThoughALaterRecordOfItsRunHasChangedTheRow() throws Exception {
        assertEnded(recalled(FIRST, stored(THIRD, RUN, SECOND)), true);
    }

    @Test
    void anOlderRowOfItsRunCountsWhenStateHasExpired() throws Exception {
        try (var harness = DedupHarnesses.byId(Backend.HEAP, null)) {
            process(harness, recalled(FIRST, null));
            drain(harness);
            harness.setStateTtlProcessingTime(Duration.ofHours(1).toMillis());
            process(harness, recalled(version(2, "first"), stored(FIRST, RUN)));
            assertThat(drain(harness)).isEmpty();
            assertThat(drainOutcomes(harness))
                    .extracting(StoredOutcome::outcome)
                    .containsExactly(Outcome.UNCHANGED);
        }
    }

    @Test
    void aLateRecordIsStaleAlthoughStateHasExpired() throws Exception {
        Document newer = Samples.document("a", new Sequence(5, 1000, 10), 10, null, "newer");
        Document late = Samples.document("a", new Sequence(3, 1000, 11), 11, null, "late");
        assertEnded(recalled(late, stored(newer, RUN)), true);
    }

    @Test
    void aTombstonePassesEvenForAnIdThatNeverWas() throws Exception {
        assertAdmitted(recalled(tombstone(2), stored(FIRST, "run-1")), false);
        assertAdmitted(recalled(tombstone(2), null), false);
    }

    @Test
    void aTombstoneOfADeletedDocumentIsUnchanged() throws Exception {
        assertEnded(new RecalledDocument(tombstone(3), stored(tombstone(2), "run-1"), null, false), false);
    }

    @Test
    void aTombstoneThatComesLateIsStale() throws Exception {
        assertEnded(recalled(tombstone(1), stored(SECOND, "run-1")), true);
    }

    @Test
    void anOlderVersionDoesNotBringADeletedDocumentBackAndANewerOneDoes() throws Exception {
        assertEnded(recalled(FIRST, stored(tombstone(2), "run-1")), true);
        assertAdmitted(recalled(THIRD, stored(tombstone(2), "run-1")), false);
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void deletionAndRebirthOnTheRoadAreKnownAcrossARestore(Backend backend) throws Exception {
        OperatorSubtaskState state;
        try (var harness = DedupHarnesses.byId(backend, null)) {
            process(harness, recalled(FIRST, null));
            process(harness, recalled(tombstone(3), null));
            state = harness.snapshot(1, 1);
        }
        try (var harness = DedupHarnesses.byId(backend, state)) {
            process(harness, recalled(SECOND, null));
            assertThat(drainOutcomes(harness)).extracting(StoredOutcome::stale).containsExactly(true);
            process(harness, recalled(tombstone(4), null));
            process(harness, recalled(version(5, "first"), null));
            assertThat(drain(harness)).extracting(CheckedDocument::repeat).containsExactly(true, false);
        }
    }

    @Test
    void aReplayedTombstoneDeletesAgainThoughItMeetsItsOwnRowOrALaterOne() throws Exception {
        assertAdmitted(recalled(tombstone(2), stored(tombstone(2), RUN, FIRST)), false);
        assertAdmitted(recalled(tombstone(2), stored(THIRD, RUN, FIRST)), false);
        assertEnded(recalled(tombstone(2), stored(THIRD, RUN, tombstone(1))), false);
    }

    @Test
    void aTombstoneWithoutAVersionDeletesTheVersionThatStands() throws Exception {
        Document stands = versioned(7, 1000, 10, "text");
        Document unversioned = unversionedTombstone(2000, 11);
        try (var harness = DedupHarnesses.byId(Backend.HEAP, null)) {
            process(harness, recalled(unversioned, stored(stands, "run-1")));
            assertThat(drain(harness))
                    .extracting(checked -> checked.recalled().document().sequence())
                    .containsExactly(unversioned.sequence().inVersionOf(stands.sequence()));
            process(harness, recalled(versioned(6, 3000, 12, "older"), stored(stands, "run-1")));
            assertThat(drainOutcomes(harness)).extracting(StoredOutcome::stale).containsExactly(true);
            process(harness, recalled(versioned(7, 3000, 13, "again"), stored(stands, "run-1")));
            assertThat(drain(harness)).hasSize(1);
        }
    }

    @Test
    void aTombstoneWithoutAVersionThatWasWrittenBeforeTheVersionThatStandsIsStale() throws Exception {
        Document stands = versioned(7, 1000, 10, "text");
        try (var harness = DedupHarnesses.byId(Backend.HEAP, null)) {
            process(harness, recalled(unversionedTombstone(900, 11), stored(stands, "run-1")));
            assertThat(drainOutcomes(harness)).extracting(StoredOutcome::stale).containsExactly(true);
        }
    }

    @Test
    void aReplayedTombstoneWithoutAVersionTakesThePlaceItTookAtFirst() throws Exception {
        Document stood = versioned(7, 1000, 10, "text");
        Document unversioned = unversionedTombstone(2000, 11);
        Document written = unversioned.withSequence(unversioned.sequence().inVersionOf(stood.sequence()));
        Document reborn = versioned(8, 3000, 12, "again");
        for (Document meets : new Document[] {written, reborn}) {
            try (var harness = DedupHarnesses.byId(Backend.HEAP, null)) {
                process(harness, recalled(unversioned, stored(meets, RUN, stood)));
                assertThat(drain(harness))
                        .extracting(checked -> checked.recalled().document())
                        .containsExactly(written);
            }
        }
    }

    @Test
    void aTombstoneWithoutAVersionOfAnUnknownDocumentGivesWayToAnyVersion() throws Exception {
        Document unversioned = unversionedTombstone(2000, 11);
        assertAdmitted(recalled(unversioned, null), false);
        assertAdmitted(recalled(versioned(-5, 1000, 12, "text"), stored(unversioned, "run-1")), false);
    }

    private static Document tombstone(long version) {
        Document document = version(version, "text");
        return Document.tombstone("a", document.sequence(), document.origin(), document.source());
    }

    private static Document versioned(long version, long timestamp, long offset, String text) {
        Sequence sequence = new Sequence(timestamp, 0, offset).withVersion(version);
        return Samples.document("a", sequence, offset, null, text);
    }

    private static Document unversionedTombstone(long timestamp, long offset) {
        Document document = versioned(0, timestamp, offset, "text");
        Sequence sequence = new Sequence(timestamp, 0, offset).withUnknownVersion();
        return Document.tombstone("a", sequence, document.origin(), document.source());
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void stateForgetsAfterItsTimeToLive(Backend backend) throws Exception {
        try (var harness = DedupHarnesses.byId(backend, null)) {
            process(harness, recalled(SECOND, null));
            harness.setStateTtlProcessingTime(Duration.ofHours(1).toMillis() - 1);
            process(harness, recalled(FIRST, null));
            assertThat(drainOutcomes(harness)).extracting(StoredOutcome::stale).containsExactly(true);
            harness.setStateTtlProcessingTime(Duration.ofHours(1).toMillis());
            process(harness, recalled(FIRST, null));
            assertThat(drain(harness)).hasSize(2);
        }
    }

    private static void assertAdmitted(RecalledDocument recalled, boolean repeat) throws Exception {
        try (var harness = DedupHarnesses.byId(Backend.HEAP, null)) {
            process(harness, recalled);
            assertThat(drain(harness)).containsExactly(new CheckedDocument(recalled, repeat));
            assertThat(drainOutcomes(harness)).isEmpty();
        }
    }

    private static void assertEnded(RecalledDocument recalled, boolean stale) throws Exception {
        try (var harness = DedupHarnesses.byId(Backend.HEAP, null)) {
            process(harness, recalled);
            Document document = recalled.document();
            assertThat(drain(harness)).isEmpty();
            assertThat(drainOutcomes(harness))
                    .containsExactly(new StoredOutcome(
                            "a",
                            Outcome.UNCHANGED,
                            stale,
                            document.sequence(),
                            document.origin(),
                            document.contentHash(),
                            null));
        }
    }

    private static void process(
            KeyedOneInputStreamOperatorTestHarness<String, RecalledDocument, ?> harness, RecalledDocument recalled)
            throws Exception {
        harness.processElement(recalled, 0);
    }

    private static Document version(long version, String text) {
        return Samples.document("a", new Sequence(version, 0, version), version, null, text);
    }

    private static RecalledDocument recalled(Document document, StoredDocument stored) {
        return new RecalledDocument(document, stored, null, true);
    }

    private static StoredDocument stored(Document document, String runId) {
        return new StoredDocument(document.sequence(), document.fingerprint(), runId, null, null);
    }

    private static StoredDocument stored(Document document, String runId, Document base) {
        return new StoredDocument(
                document.sequence(), document.fingerprint(), runId, base.sequence(), base.fingerprint());
    }
}
