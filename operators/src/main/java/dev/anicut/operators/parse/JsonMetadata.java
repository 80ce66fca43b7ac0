package dev.anicut.operators.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.Reason;
import java.util.List;
import java.util.Map;

/** Makes the JSON text of a document's metadata such that a {@code jsonb} column takes it. */
final class JsonMetadata {
    static final String EMPTY = "{}";

    private static final String HEADERS = "headers";

    /** What {@code numeric}, the type behind jsonb's numbers, has room for behind the point. */
    private static final int MAX_SCALE = 16_000;

    private final FieldMapping mapping;
    private final JsonMapper mapper;
    private final NulEscape escape = new NulEscape();
    private final ObjectWriter writer;

    JsonMetadata(FieldMapping mapping, JsonMapper mapper) {
        this.mapping = mapping;
        this.mapper = mapper;
        this.writer = mapper.writer().with(escape);
    }

    /**
     * The metadata of a record.
     *
     * @param values the values of its metadata fields, null where one is missing
     * @param extracted what was found in the file it names, null if there is none; the record's own fields win
     * @param headers what came beside it, as JSON text, null if there is nothing; it takes the key {@code headers}
     */
    String of(List<JsonNode> values, ObjectNode extracted, String headers) throws Unparseable {
        JsonNode own = own(values);
        if (extracted == null && headers == null) {
            return own == null ? EMPTY : write(own);
        }
        ObjectNode all = mapper.createObjectNode();
        if (extracted != null) {
            all.setAll(extracted);
        }
        if (own != null) {
            all.setAll((ObjectNode) own);
        }
        if (headers != null) {
            all.set(HEADERS, headers(headers));
        }
        return write(all);
    }

    private ObjectNode headers(String json) {
        try {
            return (ObjectNode) mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the source writes headers as a JSON object", e);
        }
    }

    /** The record's own metadata, an object, or null if it has none. */
    private JsonNode own(List<JsonNode> values) throws Unparseable {
        if (!mapping.gatherMetadata()) {
            JsonNode value = values.get(0);
            if (value == null || value.isNull()) {
                return null;
            }
            if (!value.isObject()) {
                throw new Unparseable(
                        Reason.INVALID_METADATA,
                        "the field '" + mapping.metadata().get(0) + "' is " + JsonRecordParser.describe(value.asToken())
                                + ", no object");
            }
            return value;
        }
        ObjectNode object = mapper.createObjectNode();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                object.set(mapping.metadata().get(i), values.get(i));
            }
        }
        return object;
    }

    String write(JsonNode value) throws Unparseable {
        check(value);
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON has a text", e);
        }
    }

    /** NUL characters replaced since the last call. */
    int takeReplaced() {
        int replaced = escape.replaced;
        escape.replaced = 0;
        return replaced;
    }

    private static void check(JsonNode node) throws Unparseable {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                checkText(field.getKey());
                check(field.getValue());
            }
        } else if (node.isArray()) {
            for (JsonNode element : node) {
                check(element);
            }
        } else if (node.isTextual()) {
            checkText(node.textValue());
        } else if (node.isBigDecimal() && Math.abs((long) node.decimalValue().scale()) > MAX_SCALE) {
            throw new Unparseable(
                    Reason.INVALID_METADATA, "the number " + node.asText() + " is out of PostgreSQL's range");
        }
    }

    private static void checkText(String text) throws Unparseable {
        if (Characters.hasLoneSurrogate(text)) {
            throw new Unparseable(
                    Reason.LONE_SURROGATE, "the metadata has half a surrogate pair, which is no character");
        }
    }

    /** Writes U+FFFD where a NUL stands, which jsonb refuses. */
    private static final class NulEscape extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final SerializableString REPLACEMENT = new SerializedString("\uFFFD");

        private final int[] escapes = standardAsciiEscapesForJSON();
        private int replaced;

        private NulEscape() {
            escapes[0] = ESCAPE_CUSTOM;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes;
        }

        @Override
        public SerializableString getEscapeSequence(int character) {
            replaced++;
            return REPLACEMENT;
        }
    }
}
