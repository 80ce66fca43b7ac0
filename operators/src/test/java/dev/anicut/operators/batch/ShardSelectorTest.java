package dev.anicut.operators.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.Chunk;
import dev.anicut.operators.Samples;
import java.util.Arrays;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardSelectorTest {

    static int subtask(Chunk chunk, int parallelism, int maxParallelism) {
        int key = new ShardSelector(parallelism, maxParallelism).getKey(chunk);
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, maxParallelism, parallelism);
    }

    @ParameterizedTest
    @CsvSource({"1,128", "2,128", "3,128", "4,128", "8,128", "29,128", "64,128", "127,128", "128,128", "7,7", "5,32768"
    })
    void everySubtaskGetsItsShare(int parallelism, int maxParallelism) {
        ShardSelector selector = new ShardSelector(parallelism, maxParallelism);
        int[] counts = new int[parallelism];
        int share = 200;
        for (int i = 0; i < parallelism * share; i++) {
            int key = selector.getKey(Samples.chunk("a", i, "chunk " + i));
            counts[KeyGroupRangeAssignment.assignKeyToParallelOperator(key, maxParallelism, parallelism)]++;
        }
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(share / 2, share * 3 / 2));
    }

    @Test
    void theSameHashHasTheSameShardWhateverDocumentBringsIt() throws Exception {
        ShardSelector selector = new ShardSelector(8, 128);
        ShardSelector copy = InstantiationUtil.clone(selector);
        for (int i = 0; i < 100; i++) {
            assertThat(copy.getKey(Samples.chunk("b", 7, "chunk " + i)))
                    .isEqualTo(selector.getKey(Samples.chunk("a", i, "chunk " + i)));
        }
    }

    @Test
    void refusesMoreSubtasksThanKeyGroups() {
        assertThatThrownBy(() -> new ShardSelector(9, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ShardSelector(-1, 128)).isInstanceOf(IllegalArgumentException.class);
    }
}
