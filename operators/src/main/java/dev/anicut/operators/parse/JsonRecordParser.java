package dev.anicut.operators.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.Document;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.Sequence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Turns one JSON object into a document; its text may be in a file that it names. Not thread-safe. */
final class JsonRecordParser {
    /** What the text of a record is, whatever wrapped it. */
    private static final String MEDIA_TYPE = "text/plain";

    /** What Jackson tells programmers, not the people whose record it is. */
    private static final Pattern ADVICE = Pattern.compile(
            "Source: REDACTED[^;]*; |: enable `JsonReadFeature.*| for" + " `ObjectNode`: not allowed when .*");

    private final ParseConfig config;
    private final JsonFactory factory;
    private final JsonFields fields;
    private final JsonMetadata metadata;
    private final FieldNames fieldNames;
    private final ClaimCheck claims;
    private int replaced;

    JsonRecordParser(ParseConfig config, FileParser files) {
        this.config = config;
        this.claims = config.roots().isEmpty() ? null : new ClaimCheck(config, files);
        JsonFactory constrained = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(config.maxDepth())
                        // the source bounds a record
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .build();
        JsonMapper mapper = JsonMapper.builder(constrained)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        this.factory = mapper.getFactory();
        this.fieldNames = new FieldNames(factory);
        this.fields = new JsonFields(config.fields());
        this.metadata = new JsonMetadata(config.fields(), mapper);
    }

    /** NUL characters replaced in the document parsed last. */
    int replaced() {
        return replaced;
    }

    Document parse(RawRecord record) throws Unparseable, InterruptedException {
        replaced = 0;
        metadata.takeReplaced();
        byte[] bytes = record.bytes();
        int start = Encodings.startsWithUtf8Bom(bytes) ? 3 : 0;
        String raw = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
        if (raw.indexOf('\uFFFD') >= 0) {
            Encodings.requireUtf8(bytes);
        }
        // the bytes are valid UTF-8, and JSON allows no control characters, so only an escape can bring in what
        // PostgreSQL refuses
        boolean escaped = raw.contains("\\u");
        return document(record, read(bytes, start), escaped);
    }

    private Object[] read(byte[] bytes, int start) throws Unparseable {
        try (JsonParser parser = factory.createParser(bytes, start, bytes.length - start)) {
            try {
                JsonToken first = parser.nextToken();
                if (first == null) {
                    throw new Unparseable(Reason.INVALID_JSON, "the record is empty");
                }
                if (first != JsonToken.START_OBJECT) {
                    throw new Unparseable(Reason.NOT_AN_OBJECT, "the record is " + describe(first) + ", no object");
                }
                Object[] values = fields.read(parser);
                if (parser.nextToken() != null) {
                    throw new Unparseable(
                            Reason.INVALID_JSON,
                            "something follows the object, at byte "
                                    + parser.currentTokenLocation().getByteOffset());
                }
                return values;
            } catch (StreamConstraintsException e) {
                boolean deep = parser.getParsingContext().getNestingDepth() >= config.maxDepth();
                throw deep
                        ? new Unparseable(
                                Reason.TOO_DEEP,
                                "objects are nested deeper than " + ParseOptions.MAX_DEPTH.key() + " "
                                        + config.maxDepth())
                        : new Unparseable(Reason.INVALID_JSON, e.getOriginalMessage());
            } catch (JsonProcessingException e) {
                String where = e.getLocation() == null
                        ? ""
                        : ", at byte " + e.getLocation().getByteOffset();
                throw new Unparseable(
                        Reason.INVALID_JSON,
                        ADVICE.matcher(e.getOriginalMessage()).replaceAll("") + where);
            }
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private Document document(RawRecord record, Object[] values, boolean escaped)
            throws Unparseable, InterruptedException {
        String id = id((JsonFields.Scalar) values[JsonFields.ID], record.fallbackId());
        try {
            Sequence sequence = config.fields().version() == null
                    ? record.sequence()
                    : record.sequence().withVersion(VersionField.parse((JsonFields.Scalar) values[JsonFields.VERSION]));
            JsonFields.Scalar text = (JsonFields.Scalar) values[JsonFields.TEXT];
            String title = optional(config.fields().title(), (JsonFields.Scalar) values[JsonFields.TITLE], escaped);
            String uri = optional(config.fields().uri(), (JsonFields.Scalar) values[JsonFields.URI], escaped);
            if (text == null && uri != null && claims != null) {
                return claimed(record, id, sequence, uri, title, values);
            }
            return Document.of(
                    id,
                    sequence,
                    record.origin(),
                    record.source(),
                    uri,
                    title,
                    MEDIA_TYPE,
                    metadata(values, null, record.headers()),
                    text(text, record, escaped));
        } catch (Unparseable e) {
            throw e.withDocumentId(id);
        }
    }

    /** The document whose text is in the file at its address; what the record says wins over what is in the file. */
    private Document claimed(RawRecord record, String id, Sequence sequence, String uri, String title, Object[] values)
            throws Unparseable, InterruptedException {
        ClaimCheck.Claimed file = claims.redeem(uri);
        replaced += file.replaced();
        return Document.of(
                id,
                sequence,
                record.origin(),
                record.source(),
                uri,
                title == null ? file.title() : title,
                file.mediaType(),
                metadata(values, file.metadata(), record.headers()),
                file.text());
    }

    private String id(JsonFields.Scalar value, String fallback) throws Unparseable {
        if (value == null) {
            if (fallback.equals(RawRecord.NO_ID)) {
                throw new Unparseable(
                        Reason.INVALID_ID,
                        "the record has no field '" + config.fields().id() + "', and its key is no text in UTF-8");
            }
            return DocumentIds.checked(fallback);
        }
        return switch (value.token()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> DocumentIds.checked(value.text());
            // a boolean would name no more than two documents: surely the wrong field
            default ->
                throw new Unparseable(
                        Reason.INVALID_ID,
                        "the field '" + config.fields().id() + "' is " + describe(value.token())
                                + ", neither a string nor a number");
        };
    }

    private String text(JsonFields.Scalar value, RawRecord record, boolean escaped) throws Unparseable {
        String field = "the field '" + config.fields().text() + "' ";
        if (value == null) {
            throw new Unparseable(
                    Reason.MISSING_TEXT, field + "is missing or null; the record has " + fieldNames.of(record.bytes()));
        }
        if (value.token() != JsonToken.VALUE_STRING) {
            throw new Unparseable(Reason.TEXT_NOT_A_STRING, field + "is " + describe(value.token()) + ", no string");
        }
        if (Blank.is(value.text())) {
            throw new Unparseable(Reason.EMPTY_TEXT, field + (value.text().isEmpty() ? "is empty" : "is blank"));
        }
        if (value.text().length() > config.maxCharacters()) {
            throw new Unparseable(
                    Reason.TOO_LARGE,
                    field + "has " + value.text().length() + " characters, more than "
                            + ParseOptions.MAX_CHARACTERS.key() + " " + config.maxCharacters());
        }
        return escaped ? storable(config.fields().text(), value.text()) : value.text();
    }

    private String optional(String field, JsonFields.Scalar value, boolean escaped) throws Unparseable {
        if (value == null) {
            return null;
        }
        if (value.text() == null) {
            throw new Unparseable(
                    Reason.INVALID_FIELD, "the field '" + field + "' is " + describe(value.token()) + ", no string");
        }
        if (value.text().isBlank()) {
            return null;
        }
        return escaped ? storable(field, value.text()) : value.text();
    }

    private String metadata(Object[] values, ObjectNode extracted, String headers) throws Unparseable {
        List<JsonNode> nodes = new ArrayList<>(values.length - JsonFields.METADATA);
        for (int i = JsonFields.METADATA; i < values.length; i++) {
            nodes.add((JsonNode) values[i]);
        }
        String json = metadata.of(nodes, extracted, headers);
        replaced += metadata.takeReplaced();
        return json;
    }

    private String storable(String field, String value) throws Unparseable {
        requireWholeSurrogates(field, value);
        Characters.Cleaned cleaned = Characters.clean(value);
        replaced += cleaned.replaced();
        return cleaned.text();
    }

    private static void requireWholeSurrogates(String field, String value) throws Unparseable {
        if (Characters.hasLoneSurrogate(value)) {
            throw new Unparseable(
                    Reason.LONE_SURROGATE,
                    "the field '" + field + "' has half a surrogate pair, which is no character");
        }
    }

    /** The kind of a value, for messages. */
    static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> "no value";
        };
    }
}
