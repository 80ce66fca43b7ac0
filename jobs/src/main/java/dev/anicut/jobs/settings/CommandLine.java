package dev.anicut.jobs.settings;

import dev.anicut.model.InvalidSettingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options of a command line, each given once, by key. */
final class CommandLine {
    /** Names a file of settings; read here and no setting itself. */
    static final String CONFIG = "config";

    private final List<String> arguments;
    private final OptionCatalog catalog;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int next;

    private CommandLine(List<String> arguments, OptionCatalog catalog) {
        this.arguments = arguments;
        this.catalog = catalog;
    }

    /**
     * What was given: {@code --key value}, {@code --key=value}, or the bare option of a switch.
     *
     * @throws InvalidSettingException for an option that is unknown, has no value, has several words and is no list, or is
     *     given twice
     */
    static Map<String, String> parse(List<String> arguments, OptionCatalog catalog) {
        CommandLine line = new CommandLine(arguments, catalog);
        while (line.next < arguments.size()) {
            line.option();
        }
        return line.values;
    }

    private void option() {
        String argument = arguments.get(next++);
        int equals = argument.indexOf('=');
        String key = equals < 0 ? argument.substring(Math.min(2, argument.length())) : argument.substring(2, equals);
        if (!argument.startsWith("--") || key.isEmpty()) {
            throw new InvalidSettingException(
                    "'" + argument + "' given where an option was expected: options are written --key value");
        }
        if (!key.equals(CONFIG)) {
            catalog.require(key);
        }
        List<String> words = new ArrayList<>();
        if (equals > 0) {
            words.add(argument.substring(equals + 1));
        }
        while (next < arguments.size() && !arguments.get(next).startsWith("--")) {
            words.add(arguments.get(next++));
        }
        put(key, words.isEmpty() ? bare(key) : value(key, words));
    }

    /** The meaning of an option without a value. */
    private String bare(String key) {
        if (key.equals(RunOptions.RESUME.key())) {
            return RunConfig.LATEST;
        }
        if (catalog.find(key)
                .filter(option -> OptionTypes.of(option) == Boolean.class)
                .isPresent()) {
            return "true";
        }
        String expected = key.equals(CONFIG) ? "the path of a YAML file" : catalog.expected(key);
        throw new InvalidSettingException(key + ": no value given, expected " + expected + " behind --" + key
                + (next < arguments.size() ? "; one that begins with -- is written --" + key + "=VALUE" : ""));
    }

    private String value(String key, List<String> words) {
        if (words.size() == 1) {
            return words.get(0);
        }
        return catalog.separator(key)
                .map(separator -> String.join(separator, words))
                .orElseThrow(() -> new InvalidSettingException(
                        key,
                        Secrets.shown(key, String.join(" ", words)),
                        "one value: quotes hold one with spaces together"));
    }

    private void put(String key, String value) {
        String canonical = catalog.canonical(key);
        String before = values.get(canonical);
        if (before == null) {
            values.put(canonical, value);
            return;
        }
        values.put(
                canonical,
                before
                        + catalog.separator(key)
                                .orElseThrow(() -> new InvalidSettingException(key + ": given twice, first '"
                                        + Secrets.shown(canonical, before) + "' and then '"
                                        + Secrets.shown(key, value) + "', expected once"))
                        + value);
    }
}
