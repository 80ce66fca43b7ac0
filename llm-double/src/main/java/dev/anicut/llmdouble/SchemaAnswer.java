package dev.anicut.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a value that conforms to a JSON Schema out of the words of a text; a property's name says which words. */
final class SchemaAnswer {
    private static final int DEEPEST = 32;
    private static final int KEYWORDS = 5;
    private static final Pattern SURE = Pattern.compile("confiden.*|certain.*|sure");
    private static final Pattern UNSURE = Pattern.compile("unsure|uncertain.*|.*not_sure");

    private final JsonNode root;
    private final Words words;
    private final boolean unsure;

    SchemaAnswer(JsonNode schema, Words words, boolean unsure) {
        this.root = schema;
        this.words = words;
        this.unsure = unsure;
    }

    JsonNode make() {
        return value(root, "", 0);
    }

    private JsonNode value(JsonNode given, String name, int depth) {
        JsonNode schema = resolved(given);
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return choice(schema.get("enum"), name);
        }
        return switch (depth > DEEPEST ? "null" : type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer" -> number(schema, name, true);
            case "number" -> number(schema, name, false);
            case "boolean" -> JsonNodeFactory.instance.booleanNode(truth(name));
            case "null" -> JsonNodeFactory.instance.nullNode();
            default -> JsonNodeFactory.instance.textNode(string(schema, name));
        };
    }

    /** Follows references within the document and takes the first choice that is not null. */
    private JsonNode resolved(JsonNode given) {
        JsonNode schema = given;
        for (int i = 0; i < DEEPEST; i++) {
            if (schema.has("$ref")) {
                schema = root.at(schema.get("$ref").asText().replaceFirst("^#", ""));
            } else if (schema.has("anyOf") || schema.has("oneOf")) {
                JsonNode choices = schema.has("anyOf") ? schema.get("anyOf") : schema.get("oneOf");
                JsonNode taken = choices.path(0);
                for (JsonNode choice : choices) {
                    if (!choice.path("type").asText().equals("null")) {
                        taken = choice;
                        break;
                    }
                }
                schema = taken;
            } else if (schema.path("allOf").size() > 0) {
                ObjectNode merged = Json.object();
                schema.get("allOf").forEach(part -> merged.setAll((ObjectNode) resolved(part)));
                schema = merged;
            } else {
                break;
            }
        }
        return schema;
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (!one.asText().equals("null")) {
                    return one.asText();
                }
            }
            return "null";
        }
        if (type.isTextual()) {
            return type.asText();
        }
        return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = Json.object();
        schema.path("properties")
                .fields()
                .forEachRemaining(
                        field -> object.set(field.getKey(), value(field.getValue(), field.getKey(), depth + 1)));
        for (JsonNode required : schema.path("required")) {
            if (!object.has(required.asText())) {
                object.put(required.asText(), words.any(required.asText()));
            }
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, String name, int depth) {
        int least = schema.path("minItems").asInt(0);
        int most = schema.path("maxItems").asInt(Math.max(least, KEYWORDS));
        JsonNode item = schema.has("items") ? resolved(schema.get("items")) : Json.object();
        Set<JsonNode> values = new LinkedHashSet<>();
        if (type(item).equals("string") && !item.has("enum") && !item.has("const")) {
            List<String> found = plain(name).matches(".*(entit|name|people|person|organi|place|author).*")
                    ? words.entities(most)
                    : words.keywords(most);
            found.forEach(word -> values.add(JsonNodeFactory.instance.textNode(fitted(item, word))));
        } else if (most > 0) {
            values.add(value(item, name, depth + 1));
        }
        for (int i = 0; values.size() < least && i < least * 20; i++) {
            values.add(value(item, name + i, depth + 1));
        }
        ArrayNode array = Json.array();
        values.stream().limit(most).forEach(array::add);
        while (array.size() < least) {
            array.add(value(item, name, depth + 1));
        }
        return array;
    }

    private JsonNode number(JsonNode schema, String name, boolean whole) {
        boolean confidence = SURE.matcher(plain(name)).matches();
        double low =
                schema.path("minimum").asDouble(schema.path("exclusiveMinimum").asDouble(0));
        double high = schema.path("maximum")
                .asDouble(schema.path("exclusiveMaximum").asDouble(confidence && low < 1 ? 1 : low + 100));
        double share = confidence ? unsure ? 0.1 : 0.9 : 0.1 + 0.8 * Dice.share(0, name, words.title());
        double drawn = low + (high - low) * share;
        double step = schema.path("multipleOf").asDouble(whole ? 1 : 0);
        if (step > 0) {
            drawn = Math.min(Math.ceil(drawn / step) * step, Math.floor(high / step) * step);
        }
        return whole
                ? JsonNodeFactory.instance.numberNode(Math.round(drawn))
                : JsonNodeFactory.instance.numberNode(step > 0 ? drawn : Math.round(drawn * 1000) / 1000.0);
    }

    private boolean truth(String name) {
        if (UNSURE.matcher(plain(name)).matches()) {
            return unsure;
        }
        return SURE.matcher(plain(name)).matches() ? !unsure : Dice.share(0, name, words.title()) < 0.5;
    }

    private JsonNode choice(JsonNode choices, String name) {
        if (SURE.matcher(plain(name)).matches() || UNSURE.matcher(plain(name)).matches()) {
            String wanted = unsure ? "low|no|unsure|false" : "high|yes|sure|true";
            for (JsonNode choice : choices) {
                if (choice.asText().toLowerCase(Locale.ROOT).matches(wanted)) {
                    return choice;
                }
            }
        }
        if (plain(name).contains("lang")) {
            for (JsonNode choice : choices) {
                if (choice.asText().equals(words.language())) {
                    return choice;
                }
            }
        }
        if (unsure) {
            for (JsonNode choice : choices) {
                if (choice.asText().matches("unsure|unknown|uncertain")) {
                    return choice;
                }
            }
        }
        return choices.get(Dice.below(choices.size(), 0, name, words.title()));
    }

    private String string(JsonNode schema, String name) {
        String plain = plain(name);
        String text =
                switch (schema.path("format").asText()) {
                    case "date" -> "2001-02-03";
                    case "date-time" -> "2001-02-03T04:05:06Z";
                    case "email" -> "double@example.org";
                    case "uri" -> "https://example.org/";
                    default -> {
                        if (plain.matches(".*(title|headline|heading).*")) {
                            yield words.title();
                        } else if (plain.matches(".*(summary|abstract|description|gist).*")) {
                            yield words.summary();
                        } else if (plain.contains("lang")) {
                            yield words.language();
                        } else if (plain.matches(".*(categor|class|topic|subject|keyword|tag).*")) {
                            yield words.keywords(1).get(0);
                        } else {
                            yield words.any(name);
                        }
                    }
                };
        return fitted(schema, text);
    }

    private static String fitted(JsonNode schema, String text) {
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        int length = text.codePointCount(0, text.length());
        String fitted = length > most ? text.substring(0, text.offsetByCodePoints(0, most)) : text;
        int least = schema.path("minLength").asInt(0);
        return length < least ? fitted + ".".repeat(least - length) : fitted;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
