package dev.anicut.operators.embed;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Values that their users in a JVM share: made for the first user of a key, closed by its last. */
final class Shared<K, V extends Shared.Closeable> {
    private final Map<K, Entry<V>> entries = new HashMap<>();

    /** The value of the key, made if nobody uses it; each call wants one {@link #release}. */
    synchronized V acquire(K key, Supplier<V> maker) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            entry = new Entry<>(maker.get());
            entries.put(key, entry);
        }
        entry.users++;
        return entry.value;
    }

    synchronized void release(K key) {
        Entry<V> entry = entries.get(key);
        if (--entry.users == 0) {
            entries.remove(key);
            entry.value.close();
        }
    }

    synchronized int size() {
        return entries.size();
    }

    private static final class Entry<V> {
        private final V value;
        private int users;

        private Entry(V value) {
            this.value = value;
        }
    }

    /** Something that closes without a checked exception. */
    interface Closeable extends AutoCloseable {
        @Override
        void close();
    }
}
