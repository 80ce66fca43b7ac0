package dev.anicut.operators.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.anicut.model.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Picks the mapped fields out of a JSON object in one pass; everything else is skipped unread. Only what a path or the
 * metadata needs is built as a tree.
 */
final class JsonFields {
    static final int ID = 0;
    static final int TITLE = 1;
    static final int TEXT = 2;
    static final int URI = 3;
    static final int VERSION = 4;
    /** The first of the metadata's fields; the others follow it. */
    static final int METADATA = 5;

    private final int targets;
    private final Map<String, Key> keys = new HashMap<>();

    /** The value of a field that is used as a word or a number: {@code text} is null for objects, arrays and null. */
    record Scalar(JsonToken token, String text) {}

    JsonFields(FieldMapping mapping) {
        map(mapping.id(), ID, false);
        map(mapping.title(), TITLE, false);
        map(mapping.text(), TEXT, false);
        map(mapping.uri(), URI, false);
        if (mapping.version() != null) {
            map(mapping.version(), VERSION, false);
        }
        for (int i = 0; i < mapping.metadata().size(); i++) {
            map(mapping.metadata().get(i), METADATA + i, true);
        }
        targets = METADATA + mapping.metadata().size();
    }

    private void map(String path, int target, boolean tree) {
        Key literal = key(path);
        literal.targets.add(target);
        literal.tree |= tree;
        int dot = path.indexOf('.');
        if (dot > 0) {
            Key head = key(path.substring(0, dot));
            head.paths.add(new Path(target, path.substring(dot + 1)));
            head.tree = true;
        }
    }

    private Key key(String name) {
        return keys.computeIfAbsent(name, n -> new Key(n, keys.size()));
    }

    /**
     * Reads the object that the parser stands at the start of.
     *
     * @return for each target a {@link Scalar}, for the metadata's targets a {@link JsonNode}, null where missing
     */
    Object[] read(JsonParser parser) throws IOException, Unparseable {
        Object[] values = new Object[targets];
        boolean[] literal = new boolean[targets];
        boolean[] seen = new boolean[keys.size()];
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Key key = keys.get(parser.currentName());
            JsonToken token = parser.nextToken();
            if (key == null) {
                parser.skipChildren();
                continue;
            }
            if (seen[key.index]) {
                // one of the two would be lost without a word
                throw new Unparseable(Reason.INVALID_JSON, "the field '" + key.name + "' stands there twice");
            }
            seen[key.index] = true;
            if (!key.tree) {
                Scalar scalar = scalar(parser, token);
                for (int target : key.targets) {
                    values[target] = scalar;
                    literal[target] = true;
                }
                continue;
            }
            JsonNode node = parser.readValueAsTree();
            for (int target : key.targets) {
                values[target] = value(target, node);
                literal[target] = true;
            }
            for (Path path : key.paths) {
                if (!literal[path.target]) {
                    values[path.target] = value(path.target, resolve(node, path.rest, path.target >= METADATA));
                }
            }
        }
        return values;
    }

    private static Scalar scalar(JsonParser parser, JsonToken token) throws IOException {
        if (token.isStructStart()) {
            parser.skipChildren();
            return new Scalar(token, null);
        }
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_NUMBER_FLOAT ->
                new Scalar(token, parser.getDecimalValue().toString());
            default -> new Scalar(token, parser.getText());
        };
    }

    private static Object value(int target, JsonNode node) {
        if (node == null || target >= METADATA) {
            return node;
        }
        if (node.isNull()) {
            return null;
        }
        return new Scalar(node.asToken(), node.isContainerNode() ? null : node.asText());
    }

    /** What stands at the path, null if nothing does; a path to metadata gathers from every element of an array. */
    private static JsonNode resolve(JsonNode node, String path, boolean gather) {
        if (node.isArray() && gather) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (JsonNode element : node) {
                JsonNode found = resolve(element, path, true);
                if (found != null) {
                    all.add(found);
                }
            }
            return all.isEmpty() ? null : all;
        }
        JsonNode literal = node.get(path);
        int dot = path.indexOf('.');
        if (literal != null || dot < 0) {
            return literal;
        }
        JsonNode child = node.get(path.substring(0, dot));
        return child == null ? null : resolve(child, path.substring(dot + 1), gather);
    }

    private record Path(int target, String rest) {}

    /** A top-level key that is wanted: for itself, as the head of paths, or both. */
    private static final class Key {
        private final String name;
        private final int index;
        private final List<Integer> targets = new ArrayList<>(1);
        private final List<Path> paths = new ArrayList<>(0);
        private boolean tree;

        private Key(String name, int index) {
            this.name = name;
            this.index = index;
        }
    }
}
