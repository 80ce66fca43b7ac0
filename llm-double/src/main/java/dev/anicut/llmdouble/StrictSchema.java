package dev.anicut.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** What OpenAI asks of a schema with {@code strict}: objects that are closed, with all of their properties required. */
final class StrictSchema {
    private StrictSchema() {}

    /** What is wrong with a json_schema format, or null. */
    static String complaint(JsonNode format) {
        if (!format.path("name").asText().matches("[a-zA-Z0-9_-]{1,64}")) {
            return "Missing or invalid parameter: 'response_format.json_schema.name'.";
        }
        JsonNode schema = format.path("schema");
        if (!schema.isObject()) {
            return "Missing required parameter: 'response_format.json_schema.schema'.";
        }
        return format.path("strict").asBoolean() ? strict(schema, "()") : null;
    }

    private static String strict(JsonNode schema, String where) {
        if (schema.path("properties").isObject()) {
            if (!schema.path("additionalProperties").isBoolean()
                    || schema.path("additionalProperties").asBoolean()) {
                return "Invalid schema for response_format: In context=" + where
                        + ", 'additionalProperties' is required to be supplied and to be false.";
            }
            for (Iterator<String> names = schema.get("properties").fieldNames(); names.hasNext(); ) {
                String name = names.next();
                boolean required = false;
                for (JsonNode one : schema.path("required")) {
                    required |= one.asText().equals(name);
                }
                if (!required) {
                    return "Invalid schema for response_format: In context=" + where
                            + ", 'required' is required to be supplied and to include every key in properties. Missing '"
                            + name + "'.";
                }
            }
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = schema.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            // enumerated values are data
            if (field.getKey().equals("enum") || field.getKey().equals("const")) {
                continue;
            }
            String inner = strict(field.getValue(), where + "." + field.getKey());
            if (inner != null) {
                return inner;
            }
        }
        if (schema.isArray()) {
            for (JsonNode item : schema) {
                String inner = strict(item, where);
                if (inner != null) {
                    return inner;
                }
            }
        }
        return null;
    }
}
