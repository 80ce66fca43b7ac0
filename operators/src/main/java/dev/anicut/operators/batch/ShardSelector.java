package dev.anicut.operators.batch;

import dev.anicut.model.Chunk;
import java.util.Arrays;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Maps a chunk to its shard, one shard for each subtask: chunks with the same hash meet in one batcher.
 *
 * <p>A shard's key is the smallest integer that Flink assigns to its subtask; arbitrary keys, as few as subtasks, would
 * leave about a third of them idle. After a rescale the keys are others; what is buffered under the old ones is flushed
 * by its timers.
 */
public final class ShardSelector implements KeySelector<Chunk, Integer> {
    private static final long serialVersionUID = 1L;

    private final int[] keys;

    public ShardSelector(int parallelism, int maxParallelism) {
        if (parallelism < 1 || parallelism > maxParallelism) {
            throw new IllegalArgumentException(
                    "parallelism " + parallelism + " is not within 1 and the maximum " + maxParallelism);
        }
        keys = new int[parallelism];
        Arrays.fill(keys, -1);
        int missing = parallelism;
        for (int key = 0; missing > 0; key++) {
            int subtask = KeyGroupRangeAssignment.assignKeyToParallelOperator(key, maxParallelism, parallelism);
            if (keys[subtask] < 0) {
                keys[subtask] = key;
                missing--;
            }
        }
    }

    @Override
    public Integer getKey(Chunk chunk) {
        // the first 32 bits of a SHA-256 are as even as any
        int bits = Integer.parseUnsignedInt(chunk.chunkHash(), 0, 8, 16);
        return keys[Integer.remainderUnsigned(bits, keys.length)];
    }
}
