package dev.anicut.operators.embed;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest vectors of a subtask. The store may still hold them back to commit them together, so that a look-up does not
 * find them; equal chunks come to the same subtask, so that no other one needs them.
 */
final class RecentVectors {
    private final int capacity;
    private final LinkedHashMap<String, float[]> byHash = new LinkedHashMap<>();

    RecentVectors(int capacity) {
        this.capacity = capacity;
    }

    void add(String chunkHash, float[] vector) {
        if (byHash.putIfAbsent(chunkHash, vector) == null && byHash.size() > capacity) {
            byHash.remove(byHash.keySet().iterator().next());
        }
    }

    /** Those of the given hashes that are among the newest. */
    Map<String, float[]> among(Collection<String> chunkHashes) {
        Map<String, float[]> found = new HashMap<>();
        for (String hash : chunkHashes) {
            float[] vector = byHash.get(hash);
            if (vector != null) {
                found.put(hash, vector);
            }
        }
        return found;
    }
}
