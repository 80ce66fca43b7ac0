package dev.anicut.jobs.settings;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;

/** All options there are: what the command line accepts and what the configuration page lists. */
public final class OptionCatalog {
    private final Map<String, ConfigOption<?>> byKey;

    private OptionCatalog(Map<String, ConfigOption<?>> byKey) {
        this.byKey = byKey;
    }

    /** The options that are declared as public constants of the given classes. */
    public static OptionCatalog of(Class<?>... declaring) {
        Map<String, ConfigOption<?>> byKey = new TreeMap<>();
        for (Class<?> type : declaring) {
            Arrays.stream(type.getFields())
                    .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class)
                    .forEach(field -> {
                        try {
                            ConfigOption<?> option = (ConfigOption<?>) field.get(null);
                            byKey.put(option.key(), option);
                        } catch (IllegalAccessException e) {
                            throw new IllegalStateException("the option " + field + " is not accessible", e);
                        }
                    });
        }
        return new OptionCatalog(byKey);
    }

    public boolean contains(String key) {
        return byKey.containsKey(key);
    }

    /** By key. */
    public List<ConfigOption<?>> options() {
        return List.copyOf(byKey.values());
    }

    /** The known keys that a mistyped one may have meant, nearest first, at most three. */
    public List<String> nearest(String key) {
        return byKey.keySet().stream()
                .filter(known -> distance(known, key) <= Math.max(2, key.length() / 3))
                .sorted(Comparator.comparingInt(known -> distance(known, key)))
                .limit(3)
                .toList();
    }

    /** Levenshtein's distance, by rows. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int substitution = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
