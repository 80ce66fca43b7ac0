package dev.anicut.jobs.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * The settings of one command: from {@code --config FILE} (YAML, nested or dotted), then from {@code --key value} on the
 * command line, which wins. {@code --key=value} is accepted too; several values become a list, as when the shell expands
 * a glob; an option before another option, or at the end, means {@code true}. An option that is a map is given name by
 * name, {@code --kafka.properties.NAME value}. Keys that begin with {@code flink.} go to Flink without that prefix.
 */
public final class Settings {
    /** What is shown in place of a secret. */
    public static final String MASK = "******";

    private static final String FLINK_PREFIX = "flink.";

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
        Map<String, String> commandLine = commandLine(arguments);
        Map<String, String> given = new LinkedHashMap<>();
        String file = commandLine.remove("config");
        if (file != null) {
            given.putAll(yaml(Path.of(file)));
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
            String resolved = secrets.resolve(key, value);
            if (key.startsWith(FLINK_PREFIX)) {
                flink.setString(key.substring(FLINK_PREFIX.length()), resolved);
            } else if (catalog.contains(key)) {
                configuration.setString(key, resolved);
            } else {
                throw unknown(key, catalog);
            }
        });
        for (ConfigOption<?> option : catalog.options()) {
            checkType(option, given.get(option.key()), configuration);
            OptionCatalog.aliases(option).forEach(alias -> checkType(option, given.get(alias), configuration));
        }
        return new Settings(Map.copyOf(given), configuration, flink);
    }

    private static Map<String, String> commandLine(List<String> arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--") || argument.length() == 2) {
                throw new InvalidSettingException(
                        "'" + argument + "' given where an option was expected: options are written --key value");
            }
            int equals = argument.indexOf('=');
            if (equals > 0) {
                values.put(argument.substring(2, equals), argument.substring(equals + 1));
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                String key = argument.substring(2);
                StringBuilder value = new StringBuilder(arguments.get(++i));
                while (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                    value.append(',').append(arguments.get(++i));
                }
                values.put(key, value.toString());
            } else {
                values.put(argument.substring(2), "true");
            }
        }
        return values;
    }

    private static Map<String, String> yaml(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new InvalidSettingException("config", file.toString(), "the path of a readable YAML file");
        }
        try {
            JsonNode root = new ObjectMapper(new YAMLFactory()).readTree(Files.readString(file));
            Map<String, String> values = new LinkedHashMap<>();
            if (root != null && !root.isMissingNode() && !root.isNull()) {
                if (!root.isObject()) {
                    throw new InvalidSettingException("config", file.toString(), "a YAML file of keys and values");
                }
                flatten("", root, values);
            }
            return values;
        } catch (IOException e) {
            String detail = e.getMessage() == null
                    ? ""
                    : e.getMessage().lines().findFirst().orElse("");
            throw new InvalidSettingException("config", file.toString(), "a valid YAML file: " + detail);
        }
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> values) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(),
                            entry.getValue(),
                            values));
        } else if (node.isArray()) {
            values.put(
                    prefix,
                    StreamSupport.stream(node.spliterator(), false)
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(",")));
        } else if (!node.isNull()) {
            values.put(prefix, node.asText());
        }
    }

    private static InvalidSettingException unknown(String key, OptionCatalog catalog) {
        List<String> nearest = catalog.nearest(key);
        String hint = nearest.isEmpty()
                ? "docs/configuration.md lists the options"
                : "did you mean " + String.join(" or ", nearest) + "?";
        return new InvalidSettingException("unknown option '" + key + "': " + hint);
    }

    private static void checkType(ConfigOption<?> option, String given, Configuration configuration) {
        if (given == null) {
            return;
        }
        try {
            configuration.getOptional(option);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(option.key(), Secrets.shown(option.key(), given), accepted(option));
        }
    }

    private static String accepted(ConfigOption<?> option) {
        Class<?> type = OptionTypes.of(option);
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant ->
                            ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(" or "));
        }
        return switch (type.getSimpleName()) {
            case "Integer", "Long" -> "a whole number";
            case "Double", "Float" -> "a number";
            case "Boolean" -> "true or false";
            case "Duration" -> "a duration such as 500 ms, 30 s or 2 h";
            case "MemorySize" -> "a size such as 512 kb, 64 mb or 1 gb";
            default -> "a " + type.getSimpleName();
        };
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
