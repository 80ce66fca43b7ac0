package dev.anicut.jobs.settings;

import dev.anicut.model.InvalidSettingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * The settings of one command: from {@code --config FILE} (YAML, nested or dotted), which may hold those of other commands
 * too, then from {@code --key value} on the command line, which wins. {@code --key=value} is accepted too; a switch needs no {@code true}. For an option that is a
 * list several values are joined, as when the shell expands a glob. An option that is a map is given name by name,
 * {@code --kafka.properties.NAME value}. Keys that begin with {@code flink.} go to Flink without that prefix.
 */
public final class Settings {
    /** What is shown in place of a secret. */
    public static final String MASK = "******";

    /** Waits are counted in nanoseconds: 292 years. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final Map<String, String> given;
    private final Configuration configuration;
    private final Configuration flink;

    private Settings(Map<String, String> given, Configuration configuration, Configuration flink) {
        this.given = given;
        this.configuration = configuration;
        this.flink = flink;
    }

    /**
     * Reads the settings and checks each value against its option's type.
     *
     * @throws InvalidSettingException for an unknown key, a value of the wrong type, or a file that cannot be read
     */
    public static Settings parse(List<String> arguments, OptionCatalog catalog, Map<String, String> environment) {
        Map<String, String> commandLine = CommandLine.parse(arguments, catalog);
        Map<String, String> given = new LinkedHashMap<>();
        String file = commandLine.remove(CommandLine.CONFIG);
        if (file != null) {
            given.putAll(SettingsFile.read(Path.of(file), catalog.all()));
            given.keySet().removeIf(key -> !catalog.takes(key));
        }
        given.putAll(commandLine);
        return of(given, catalog, environment);
    }

    /** Settings by key, as given. */
    public static Settings of(Map<String, String> given, OptionCatalog catalog, Map<String, String> environment) {
        Secrets secrets = new Secrets(environment);
        Configuration configuration = new Configuration();
        Configuration flink = new Configuration();
        given.forEach((key, value) -> {
            catalog.require(key);
            String resolved = secrets.resolve(key, value);
            if (key.startsWith(OptionCatalog.FLINK_PREFIX)) {
                flink.setString(key.substring(OptionCatalog.FLINK_PREFIX.length()), resolved);
            } else {
                configuration.setString(key, resolved);
            }
        });
        for (ConfigOption<?> option : catalog.options()) {
            checkType(option, given.get(option.key()), configuration);
            OptionCatalog.aliases(option).forEach(alias -> checkType(option, given.get(alias), configuration));
        }
        return new Settings(Map.copyOf(given), configuration, flink);
    }

    private static void checkType(ConfigOption<?> option, String given, Configuration configuration) {
        if (given == null) {
            return;
        }
        try {
            if (configuration.getOptional(option).filter(Settings::isTooLong).isEmpty()) {
                return;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // said below
        }
        throw new InvalidSettingException(
                option.key(), Secrets.shown(option.key(), given), OptionTypes.expected(option));
    }

    private static boolean isTooLong(Object value) {
        return value instanceof Duration duration && duration.compareTo(LONGEST) > 0;
    }

    /** What operators' configurations read. */
    public Configuration configuration() {
        return configuration;
    }

    /** What was given for Flink itself. */
    public Configuration flink() {
        return flink;
    }

    /** What was given, references unresolved. */
    public Map<String, String> given() {
        return given;
    }

    /** The same with further settings, as if they had been given too. */
    public Settings with(Map<String, String> further, OptionCatalog catalog, Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>(given);
        all.putAll(further);
        return of(all, catalog, environment);
    }

    /** What was given, secrets masked and references unresolved: fit for the dashboard and for {@code runs}. */
    public Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        given.forEach((key, value) -> shown.put(key, Secrets.shown(key, value)));
        return shown;
    }
}
