package dev.anicut.operators.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.anicut.model.Hashes;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a model is asked about each document: instructions, and the schema that its answer has to hold to.
 *
 * @param version the hash of all the rest: a changed question is another question
 * @param instructions what the model is told
 * @param schema a JSON Schema as JSON
 * @param unsure the name of the boolean field by which an answer says that it is unsure, or null
 */
record Prompt(String version, String instructions, String schema, String unsure) implements Serializable {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> KEYS = Set.of("instructions", "schema", "unsure");
    private static final String BUNDLED = "default-prompt.yaml";

    static Prompt bundled() {
        try (InputStream in = Prompt.class.getResourceAsStream(BUNDLED)) {
            return of(YAML.readTree(in), BUNDLED);
        } catch (IOException e) {
            throw new IllegalStateException("the bundled prompt cannot be read", e);
        }
    }

    static Prompt read(String file) {
        try {
            return of(YAML.readTree(Files.readString(Path.of(file))), file);
        } catch (IOException e) {
            String said = e instanceof java.nio.file.NoSuchFileException || e.getMessage() == null
                    ? "it cannot be read"
                    : e.getMessage().lines().findFirst().orElse("");
            throw invalid(file, said);
        }
    }

    private static Prompt of(JsonNode root, String file) throws IOException {
        if (root == null || !root.isObject()) {
            throw invalid(file, "it holds no keys");
        }
        List<String> unknown = new ArrayList<>();
        root.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw invalid(file, "it has the unknown key " + unknown.get(0));
        }
        JsonNode instructions = root.path("instructions");
        if (!instructions.isTextual() || instructions.textValue().isBlank()) {
            throw invalid(file, "instructions is missing");
        }
        JsonNode schema = root.path("schema");
        if (schema.isTextual()) {
            schema = YAML.readTree(schema.textValue());
        }
        String broken = AnswerSchema.brokenness(schema);
        if (broken != null) {
            throw invalid(file, "its schema is no JSON Schema of an object: " + broken);
        }
        String unsure = root.path("unsure").asText(null);
        if (unsure != null
                && !schema.path("properties").path(unsure).path("type").asText().equals("boolean")) {
            throw invalid(file, "unsure names '" + unsure + "', which is no boolean property of the schema");
        }
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
        String told = instructions.textValue().strip();
        // a plain map, so that the order in which keys are written does not count
        String canonical = json.writeValueAsString(json.convertValue(schema, Object.class));
        String version = Hashes.sha256(told, canonical, unsure).substring(0, 16);
        return new Prompt(version, told, schema.toString(), unsure);
    }

    private static InvalidSettingException invalid(String file, String why) {
        return InvalidSettingException.unusable(
                EnrichOptions.PROMPT.key(), file, "is no YAML or JSON file with instructions and a schema: " + why);
    }
}
