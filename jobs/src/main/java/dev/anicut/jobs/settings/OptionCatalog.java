package dev.anicut.jobs.settings;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.FallbackKey;

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

    /** These and the options that further classes declare. */
    public OptionCatalog and(Class<?>... declaring) {
        Map<String, ConfigOption<?>> all = new TreeMap<>(byKey);
        all.putAll(of(declaring).byKey);
        return new OptionCatalog(all);
    }

    /** Whether the key is one of an option: its own, an alias, or for an option that is a map {@code KEY.NAME}. */
    public boolean contains(String key) {
        return byKey.values().stream().anyMatch(option -> holds(option, key));
    }

    private static boolean holds(ConfigOption<?> option, String key) {
        if (isMap(option)) {
            String prefix = option.key() + ".";
            return key.startsWith(prefix) && key.length() > prefix.length();
        }
        return option.key().equals(key) || aliases(option).contains(key);
    }

    /** Whether the option is given name by name, as {@code KEY.NAME}. */
    static boolean isMap(ConfigOption<?> option) {
        return Map.class.isAssignableFrom(OptionTypes.of(option));
    }

    /** The other keys of an option. */
    static List<String> aliases(ConfigOption<?> option) {
        List<String> keys = new ArrayList<>();
        for (FallbackKey fallback : option.fallbackKeys()) {
            keys.add(fallback.getKey());
        }
        return keys;
    }

    /** By key. */
    public List<ConfigOption<?>> options() {
        return List.copyOf(byKey.values());
    }

    /** The known keys that a mistyped one may have meant, nearest first, at most three. */
    public List<String> nearest(String key) {
        List<String> keys = new ArrayList<>();
        byKey.values().forEach(option -> {
            keys.add(isMap(option) ? option.key() + ".NAME" : option.key());
            keys.addAll(aliases(option));
        });
        return Names.nearest(key, keys);
    }
}
