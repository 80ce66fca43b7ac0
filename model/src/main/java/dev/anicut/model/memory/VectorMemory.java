package dev.anicut.model.memory;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;

/** The vectors that were paid for before, asked by one batch at a time. Not thread-safe: one for each subtask. */
public interface VectorMemory extends AutoCloseable {

    /** The stored vectors of one model by chunk hash; a hash without a vector is absent. */
    Map<String, float[]> vectors(Collection<String> chunkHashes) throws Exception;

    /** Makes a memory where it is used; travels with the job graph. */
    @FunctionalInterface
    interface Factory extends Serializable {
        VectorMemory open() throws Exception;
    }
}
