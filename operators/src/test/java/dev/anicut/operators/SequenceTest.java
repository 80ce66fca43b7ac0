package dev.anicut.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Sequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceTest {

    @Test
    void recordsOfATopicAreOrderedByTimeThenByPlace() {
        assertThat(List.of(
                        Sequence.ofPartition(-1, 9, 9),
                        Sequence.ofPartition(1000, 0, 5),
                        Sequence.ofPartition(1000, 0, 6),
                        Sequence.ofPartition(1000, 1, 0),
                        Sequence.ofPartition(1001, 0, 0)))
                .isSorted();
    }

    @Test
    void aConfiguredVersionComesBeforeTimeAndPlace() {
        assertThat(List.of(
                        Sequence.ofPartition(9000, 3, 9).withUnknownVersion(),
                        Sequence.ofPartition(2000, 0, 7).withVersion(-1),
                        Sequence.ofPartition(1000, 1, 8).withVersion(1),
                        Sequence.ofPartition(1001, 0, 5).withVersion(1),
                        Sequence.ofPartition(1001, 0, 6).withVersion(1),
                        Sequence.ofPartition(1001, 1, 0).withVersion(1),
                        Sequence.ofPartition(1, 0, 0).withVersion(2)))
                .isSorted();
    }

    @Test
    void placesInATopicComeBehindThoseInFiles() {
        assertThat(List.of(
                        new Sequence(5, 0, 1L << 40).timestamp(),
                        new Sequence(5, 100_000, 7).timestamp(),
                        Sequence.ofPartition(1, 0, 0).timestamp(),
                        Sequence.ofPartition(1, 0, 1).timestamp(),
                        Sequence.ofPartition(1, 1, 0).timestamp()))
                .isSorted();
    }

    @Test
    void readingOrderIsKnownWithinAPartitionWhateverTimesAndVersionsSay() {
        Sequence first = Sequence.ofPartition(2000, 1, 5);
        Sequence second = Sequence.ofPartition(1000, 1, 6);
        Sequence elsewhere = Sequence.ofPartition(1000, 2, 6);
        assertThat(first.isReadBefore(second, false)).isTrue();
        assertThat(second.isReadBefore(first, false)).isFalse();
        assertThat(first.isReadBefore(elsewhere, false)).isFalse();
        assertThat(first.withVersion(9).isReadBefore(second.withVersion(3), true))
                .isTrue();
        assertThat(second.withVersion(3).isReadBefore(first.withVersion(9), true))
                .isFalse();
        assertThat(first.withVersion(1).isReadBefore(elsewhere.withVersion(1), true))
                .isFalse();
    }
}
