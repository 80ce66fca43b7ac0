package dev.anicut.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer.PartitionOffsetsRetriever;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedOffsetsTest {
    private static final TopicPartition FIRST = new TopicPartition("a-b", 0);
    private static final TopicPartition SECOND = new TopicPartition("a-b", 10);
    private static final TopicPartition LATER = new TopicPartition("z", 2);

    /** A broker whose partitions all begin at 5, and of which nobody may ask anything else. */
    private static final class Beginnings implements PartitionOffsetsRetriever {
        @Override
        public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
            return partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> 5L));
        }

        @Override
        public Map<TopicPartition, Long> committedOffsets(Collection<TopicPartition> partitions) {
            throw new AssertionError();
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            throw new AssertionError();
        }

        @Override
        public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            throw new AssertionError();
        }
    }

    @Test
    void areReadAsTheyAreWritten() {
        FixedOffsets offsets = new FixedOffsets(Map.of(SECOND, 7L, FIRST, 0L, LATER, 1L << 40));

        assertThat(offsets).hasToString("a-b-0@0,a-b-10@7,z-2@1099511627776");
        assertThat(FixedOffsets.parse("o", offsets.toString())).isEqualTo(offsets);
        assertThat(FixedOffsets.parse("o", " a-b-0@0 , a-b-10@7"))
                .isEqualTo(new FixedOffsets(Map.of(FIRST, 0L, SECOND, 7L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a@1", "a-0", "a-0@", "a-0@-1", "a-x@1", "-0@1", "a-0@1;b-0@2", "a--1@5x"})
    void anythingElseIsRefused(String given) {
        assertThatThrownBy(() -> FixedOffsets.parse("kafka.start-offsets", given))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("kafka.start-offsets")
                .hasMessageContaining("TOPIC-PARTITION@OFFSET");
    }

    @Test
    void partitionsThatCameLaterStartAtTheirBeginning() throws Exception {
        FixedOffsets offsets = InstantiationUtil.clone(new FixedOffsets(Map.of(FIRST, 3L, SECOND, 4L)));

        assertThat(offsets.getPartitionOffsets(List.of(FIRST, LATER), new Beginnings()))
                .containsOnly(Map.entry(FIRST, 3L), Map.entry(LATER, 5L));
    }
}
