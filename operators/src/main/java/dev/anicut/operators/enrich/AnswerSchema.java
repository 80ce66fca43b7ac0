package dev.anicut.operators.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Holds answers to a prompt's JSON Schema. */
final class AnswerSchema {
    private static final int MAX_ERRORS = 8;
    private static final String END_OF_THOUGHTS = "</think>";
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Prompt prompt;
    private final JsonNode node;
    private final JsonSchema schema;

    /**
     * An answer and what is wrong with it.
     *
     * @param json the answer as one line of JSON, null if it does not hold
     * @param unsure whether it says of itself that it is unsure
     * @param errors what is wrong in words, null if it holds
     */
    record Checked(String json, boolean unsure, String errors) {}

    AnswerSchema(Prompt prompt) {
        this.prompt = prompt;
        try {
            this.node = JSON.readTree(prompt.schema());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a prompt's schema is checked when it is read", e);
        }
        this.schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(node);
    }

    JsonNode node() {
        return node;
    }

    /** @param answer null is one that was not given */
    Checked check(String answer) {
        if (answer == null) {
            return new Checked(null, false, "it is empty");
        }
        JsonNode json;
        try {
            json = parse(answer);
        } catch (JsonProcessingException e) {
            return new Checked(null, false, "it is no valid JSON: " + e.getOriginalMessage());
        }
        if (json == null || json.isMissingNode()) {
            return new Checked(null, false, "it is empty");
        }
        Set<ValidationMessage> errors = schema.validate(json);
        if (!errors.isEmpty()) {
            return new Checked(null, false, inWords(errors));
        }
        if (!isStorable(json)) {
            return new Checked(null, false, "it has characters or numbers that cannot be stored");
        }
        boolean unsure = prompt.unsure() != null && json.path(prompt.unsure()).asBoolean();
        return new Checked(json.toString(), unsure, null);
    }

    /** PostgreSQL has no NUL, no halves of surrogate pairs, and no infinite numbers. */
    private static boolean isStorable(JsonNode json) {
        if (json.isTextual()) {
            return isStorable(json.textValue());
        }
        if (json.isFloatingPointNumber()) {
            return Double.isFinite(json.doubleValue());
        }
        for (JsonNode child : json) {
            if (!isStorable(child)) {
                return false;
            }
        }
        return !json.isObject() || json.properties().stream().allMatch(field -> isStorable(field.getKey()));
    }

    private static boolean isStorable(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** What a model says without what it thought aloud before. */
    static String withoutThoughts(String said) {
        int end = said.lastIndexOf(END_OF_THOUGHTS);
        return end < 0 ? said : said.substring(end + END_OF_THOUGHTS.length()).strip();
    }

    /** Some models put thoughts, a code fence or a sentence around JSON. */
    private static JsonNode parse(String said) throws JsonProcessingException {
        try {
            return JSON.readTree(said);
        } catch (JsonProcessingException e) {
            String answer = withoutThoughts(said);
            int first = answer.indexOf('{');
            int last = answer.lastIndexOf('}');
            if (first < 0 || last < first) {
                throw e;
            }
            return JSON.readTree(answer.substring(first, last + 1));
        }
    }

    private static String inWords(Set<ValidationMessage> errors) {
        return errors.stream()
                .limit(MAX_ERRORS)
                .map(ValidationMessage::getMessage)
                .collect(Collectors.joining("; "));
    }

    /** What is wrong with a schema; null if it is one, and of an object. */
    static String brokenness(JsonNode schema) {
        if (schema == null || !schema.isObject()) {
            return "there is none";
        }
        JsonSchema metaSchema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        Set<ValidationMessage> errors = metaSchema.validate(schema.toString(), InputFormat.JSON);
        if (!errors.isEmpty()) {
            return inWords(errors);
        }
        if (!schema.path("type").asText().equals("object")) {
            return "its type is not object";
        }
        try {
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema).validate(JSON.createObjectNode());
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
        return null;
    }

    /** Whether servers that take schemas only in OpenAI's strict form take this one: all required, nothing else. */
    static boolean isStrict(JsonNode schema) {
        if (schema.path("type").asText().equals("object")) {
            JsonNode properties = schema.path("properties");
            Set<String> required = StreamSupport.stream(schema.path("required").spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.toSet());
            JsonNode additional = schema.path("additionalProperties");
            if (!additional.isBoolean() || additional.booleanValue() || required.size() != properties.size()) {
                return false;
            }
            for (JsonNode property : properties) {
                if (!isStrict(property)) {
                    return false;
                }
            }
        }
        return !schema.has("items") || isStrict(schema.get("items"));
    }
}
