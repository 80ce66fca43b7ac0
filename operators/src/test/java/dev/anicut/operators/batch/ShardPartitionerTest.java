package dev.anicut.operators.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Hashes;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardPartitionerTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8, 29, 64, 127, 128})
    void everySubtaskGetsItsShare(int subtasks) {
        ShardPartitioner shards = new ShardPartitioner();
        int[] counts = new int[subtasks];
        int share = 200;
        for (int i = 0; i < subtasks * share; i++) {
            counts[shards.partition(Hashes.sha256("chunk " + i), subtasks)]++;
        }
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(share / 2, share * 3 / 2));
    }
}
