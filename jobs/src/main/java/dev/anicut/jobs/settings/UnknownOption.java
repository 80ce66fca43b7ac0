package dev.anicut.jobs.settings;

import dev.anicut.model.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a person reads who gave an option that there is not, or not for this command. */
public final class UnknownOption {
    private static final Pattern NO_KEY = Pattern.compile("([^\\w.-]).*", Pattern.DOTALL);

    private UnknownOption() {}

    /** Where no command is known. */
    static InvalidSettingException of(String key, OptionCatalog taken) {
        return new InvalidSettingException(shown(key) + " is no option" + hint(key, taken.keys()));
    }

    /**
     * What a command says that is one of several.
     *
     * @param command the name of the one that was given the key
     * @param commands what each of them takes
     */
    public static InvalidSettingException of(String command, String key, Map<String, OptionCatalog> commands) {
        String refused = shown(key) + " is not an option of " + command;
        List<String> others = commandsWith(key, commands);
        if (!others.isEmpty()) {
            return new InvalidSettingException(refused + ", but of " + String.join(", ", others));
        }
        List<String> own = commands.get(command).keys();
        if (!near(key, own).isEmpty()) {
            return new InvalidSettingException(refused + hint(key, own));
        }
        TreeSet<String> all = new TreeSet<>();
        commands.values().forEach(taken -> all.addAll(taken.keys()));
        List<String> elsewhere = Names.nearest(key, all);
        return new InvalidSettingException(
                elsewhere.isEmpty()
                        ? refused + hint(key, own)
                        : refused + ": did you mean " + elsewhere.get(0) + ", an option of "
                                + String.join(", ", commandsWith(elsewhere.get(0), commands)) + "?");
    }

    /** What is behind a letter that no key has may be a value that was written to its key, and a secret. */
    private static String shown(String key) {
        return "'" + NO_KEY.matcher(key).replaceFirst("$1…") + "'";
    }

    private static List<String> commandsWith(String key, Map<String, OptionCatalog> commands) {
        return commands.entrySet().stream()
                .filter(command -> command.getValue().contains(key))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String hint(String key, List<String> known) {
        if (known.stream().filter(candidate -> candidate.startsWith(key + ".")).count() > 1) {
            return ": did you mean one of those that begin with " + key + ".?";
        }
        List<String> near = near(key, known);
        return near.isEmpty()
                ? ": docs/configuration.md lists the options"
                : ": did you mean " + String.join(" or ", near) + "?";
    }

    /** What differs by few characters, what begins with the key, or what the key goes on from. */
    private static List<String> near(String key, List<String> known) {
        List<String> near = new ArrayList<>(Names.nearest(key, known));
        if (near.isEmpty()) {
            known.stream()
                    .filter(candidate -> candidate.startsWith(key + ".") || key.startsWith(candidate + "."))
                    .limit(3)
                    .forEach(near::add);
        }
        return near;
    }
}
