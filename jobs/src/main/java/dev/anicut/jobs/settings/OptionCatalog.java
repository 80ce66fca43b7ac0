package dev.anicut.jobs.settings;

import dev.anicut.model.CommaSeparated;
import dev.anicut.model.InvalidSettingException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.FallbackKey;

/** The options that a command takes, or all there are. */
public final class OptionCatalog {
    /** Keys that begin so are Flink's, which knows them. */
    static final String FLINK_PREFIX = "flink.";

    private final Map<String, ConfigOption<?>> byKey;
    private final Set<String> commaSeparated;
    private final Unknown unknown;
    private final OptionCatalog all;

    private OptionCatalog(
            Map<String, ConfigOption<?>> byKey, Set<String> commaSeparated, Unknown unknown, OptionCatalog all) {
        this.byKey = byKey;
        this.commaSeparated = commaSeparated;
        this.unknown = unknown;
        this.all = all == null ? this : all;
    }

    /** Says what is wrong with a key that a command does not take. */
    @FunctionalInterface
    public interface Unknown {
        InvalidSettingException option(String key, OptionCatalog taken);
    }

    /** The options that are declared as public constants of the given classes. */
    public static OptionCatalog of(Class<?>... declaring) {
        Map<String, ConfigOption<?>> byKey = new TreeMap<>();
        Set<String> commaSeparated = new HashSet<>();
        for (Class<?> type : declaring) {
            for (Field field : type.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
                    ConfigOption<?> option = constant(field);
                    byKey.put(option.key(), option);
                    if (field.isAnnotationPresent(CommaSeparated.class)) {
                        commaSeparated.add(option.key());
                    }
                }
            }
        }
        return new OptionCatalog(byKey, commaSeparated, UnknownOption::of, null);
    }

    private static ConfigOption<?> constant(Field field) {
        try {
            return (ConfigOption<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the option " + field + " is not accessible", e);
        }
    }

    /** These and the options that further classes declare. */
    public OptionCatalog and(Class<?>... declaring) {
        OptionCatalog further = of(declaring);
        Set<String> lists = new HashSet<>(commaSeparated);
        lists.addAll(further.commaSeparated);
        return and(further.byKey.values(), lists);
    }

    /** These and further options. */
    public OptionCatalog and(ConfigOption<?>... further) {
        return and(Arrays.asList(further), commaSeparated);
    }

    private OptionCatalog and(Collection<ConfigOption<?>> further, Set<String> lists) {
        Map<String, ConfigOption<?>> joined = new TreeMap<>(byKey);
        further.forEach(option -> joined.put(option.key(), option));
        return new OptionCatalog(joined, lists, unknown, null);
    }

    /**
     * The same, as those of one command of several.
     *
     * @param words what is said of a key that is none of these
     * @param everywhere the options of all commands
     */
    public OptionCatalog among(OptionCatalog everywhere, Unknown words) {
        return new OptionCatalog(byKey, commaSeparated, words, everywhere);
    }

    /** What a file that serves all commands may hold; these where there is only one. */
    OptionCatalog all() {
        return all;
    }

    /** Whether the key is one of an option: its own, an alias, or for an option that is a map {@code KEY.NAME}. */
    public boolean contains(String key) {
        return find(key).isPresent();
    }

    /** The option of a key, see {@link #contains}. */
    Optional<ConfigOption<?>> find(String key) {
        return byKey.values().stream().filter(option -> holds(option, key)).findFirst();
    }

    /** Whether the key is one of an option or of Flink. */
    boolean takes(String key) {
        return key.startsWith(FLINK_PREFIX) || contains(key);
    }

    /** @throws InvalidSettingException for a key of none of the options, nor of Flink */
    void require(String key) {
        if (!takes(key)) {
            throw unknown.option(key, this);
        }
    }

    private static boolean holds(ConfigOption<?> option, String key) {
        if (isMap(option)) {
            String prefix = option.key() + ".";
            return key.startsWith(prefix) && key.length() > prefix.length();
        }
        return option.key().equals(key) || aliases(option).contains(key);
    }

    /** The one key of all that mean the same. */
    String canonical(String key) {
        return find(key).filter(option -> !isMap(option)).map(ConfigOption::key).orElse(key);
    }

    /** What stands between the values of an option that is a list; empty for one that takes a single value. */
    Optional<String> separator(String key) {
        return find(key)
                .flatMap(option -> commaSeparated.contains(option.key())
                        ? Optional.of(",")
                        : OptionTypes.isList(option) ? Optional.of(";") : Optional.empty());
    }

    /** What the option of a key takes, as a noun. */
    String expected(String key) {
        return find(key)
                .map(option -> isMap(option) ? "a value" : OptionTypes.expected(option))
                .orElse("a value");
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

    /** All keys, as one writes them. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        byKey.values().forEach(option -> {
            keys.add(isMap(option) ? option.key() + ".NAME" : option.key());
            keys.addAll(aliases(option));
        });
        return keys;
    }
}
