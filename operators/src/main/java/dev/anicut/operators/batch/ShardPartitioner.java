package dev.anicut.operators.batch;

import org.apache.flink.api.common.functions.Partitioner;

/**
 * The subtask that a chunk is gathered in: chunks with the same hash meet in one, and all have their share.
 *
 * <p>A partitioner and not a key. A checkpoint that does not wait for its barriers holds chunks on their way here; at
 * another parallelism Flink offers them to every subtask, and each takes those that this gives it. Of a keyed stream's it
 * offers a subtask only what went to its range of keys before: chunks whose key depends on the parallelism would be lost,
 * and keys that do not, a batch to each, would take a hundred batches to fill.
 */
public final class ShardPartitioner implements Partitioner<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public int partition(String chunkHash, int subtasks) {
        // the first 32 bits of a SHA-256 are as even as any
        int bits = Integer.parseUnsignedInt(chunkHash, 0, 8, 16);
        return Integer.remainderUnsigned(bits, subtasks);
    }
}
