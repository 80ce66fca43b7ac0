package dev.anicut.jobs.settings;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The settings of a YAML file, by key: nested and dotted keys are the same. Values are taken as they are written, so that
 * a password of digits keeps its zeros.
 */
final class SettingsFile {
    private static final String QUOTES = "a value that begins with * or ! stands between quotes";

    /** What the parser says behind these is part of a value, which may be a secret. */
    private static final Pattern QUOTES_VALUE = Pattern.compile("^(found undefined (?:alias|tag handle)) .*");

    private final Path file;
    private final OptionCatalog catalog;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** The nodes that the present one stands in: an alias may lead back to one of them. */
    private final Deque<Node> around = new ArrayDeque<>();

    private SettingsFile(Path file, OptionCatalog catalog) {
        this.file = file;
        this.catalog = catalog;
    }

    /** @throws InvalidSettingException with the line, for a file that cannot be read or holds what is no option */
    static Map<String, String> read(Path file, OptionCatalog catalog) {
        SettingsFile settings = new SettingsFile(file, catalog);
        Node root = settings.root();
        if (root == null) {
            throw settings.unusable("holds no settings");
        }
        if (!(root instanceof MappingNode)) {
            throw settings.unusable("holds " + kind(root) + ", expected keys with values, as in run.parallelism: 4");
        }
        settings.add("", root);
        return settings.values;
    }

    private Node root() {
        try {
            return new Yaml(new LoaderOptions()).compose(new StringReader(Files.readString(file)));
        } catch (MarkedYAMLException e) {
            throw unusable("is no valid YAML: " + place(e.getProblemMark()) + ": " + problem(e));
        } catch (YAMLException e) {
            throw unusable(
                    "is no valid YAML: " + e.getMessage().lines().findFirst().orElse(""));
        } catch (CharacterCodingException e) {
            throw unusable("is no text in UTF-8");
        } catch (IOException e) {
            throw unusable(
                    Files.isDirectory(file)
                            ? "is a folder, expected a YAML file"
                            : Files.exists(file) ? "cannot be read" : "does not exist");
        }
    }

    /** The rest of a sentence that the parser begins with what it was at, or a sentence of its own. */
    private static String problem(MarkedYAMLException e) {
        Matcher quoting = QUOTES_VALUE.matcher(e.getProblem());
        if (quoting.matches()) {
            return quoting.group(1) + ": " + QUOTES;
        }
        return e.getProblem().startsWith("but ") ? e.getContext() + " " + e.getProblem() : e.getProblem();
    }

    private void add(String key, Node node) {
        if (around.contains(node)) {
            throw at(node, key + ": the alias stands within what it names");
        }
        if (!node.getTag().startsWith(Tag.PREFIX)) {
            // else it would be empty
            throw at(node, key + ": a tag given, " + QUOTES);
        }
        around.push(node);
        if (node instanceof MappingNode mapping) {
            addAll(key, mapping);
        } else if (node instanceof SequenceNode list) {
            put(key, node, joined(key, list));
        } else if (!isNull(node)) {
            put(key, node, ((ScalarNode) node).getValue());
        } else if (catalog.contains(key)) {
            throw at(node, key + ": no value given, expected " + catalog.expected(key));
        } else if (catalog.keys().stream().noneMatch(known -> known.startsWith(key + "."))) {
            require(key, node);
        }
        around.pop();
    }

    private void addAll(String prefix, MappingNode mapping) {
        if (catalog.contains(prefix)
                && !OptionCatalog.isMap(catalog.find(prefix).orElseThrow())) {
            throw at(mapping, prefix + ": a map given, expected " + catalog.expected(prefix));
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode name)) {
                throw at(entry.getKeyNode(), kind(entry.getKeyNode()) + " given for a key, expected a word");
            }
            add(prefix.isEmpty() ? name.getValue() : prefix + "." + name.getValue(), entry.getValueNode());
        }
    }

    private String joined(String key, SequenceNode list) {
        require(key, list);
        for (Node element : list.getValue()) {
            if (!(element instanceof ScalarNode) || isNull(element)) {
                throw at(element, key + ": " + kind(element) + " given in a list, expected a value");
            }
        }
        List<String> elements = list.getValue().stream()
                .map(element -> ((ScalarNode) element).getValue())
                .toList();
        if (key.startsWith(OptionCatalog.FLINK_PREFIX)) {
            return String.join(";", elements);
        }
        return catalog.separator(key)
                .map(separator -> String.join(separator, elements))
                .orElseThrow(() -> at(list, key + ": a list given, expected " + catalog.expected(key)));
    }

    private void put(String key, Node node, String value) {
        require(key, node);
        if (values.putIfAbsent(catalog.canonical(key), value) != null) {
            throw at(node, key + ": given twice, expected once");
        }
    }

    private void require(String key, Node node) {
        try {
            catalog.require(key);
        } catch (InvalidSettingException e) {
            throw at(node, e.getMessage());
        }
    }

    private static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    private static String kind(Node node) {
        return node instanceof MappingNode
                ? "a map"
                : node instanceof SequenceNode ? "a list" : isNull(node) ? "nothing" : "a single value";
    }

    private InvalidSettingException unusable(String why) {
        return InvalidSettingException.unusable(CommandLine.CONFIG, file.toString(), why);
    }

    private InvalidSettingException at(Node node, String message) {
        return new InvalidSettingException(message + " (" + place(node.getStartMark()) + " of " + file + ")");
    }

    private static String place(Mark mark) {
        return mark == null ? "somewhere" : "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
    }
}
