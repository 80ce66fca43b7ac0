package dev.anicut.jobs.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Which headers of a record are kept.
 *
 * @param names the headers to keep, unless all are
 */
record HeaderSelection(boolean all, ArrayList<String> names) implements Serializable {
    /** Before a value that is no text. */
    private static final String BASE64 = "base64:";

    private static final ObjectMapper JSON = new ObjectMapper();

    static HeaderSelection parse(String given) {
        return switch (given.strip().toLowerCase(Locale.ROOT)) {
            case "none", "" -> new HeaderSelection(false, new ArrayList<>());
            case "all" -> new HeaderSelection(true, new ArrayList<>());
            default -> {
                List<String> names =
                        Stream.of(given.split(",", -1)).map(String::strip).toList();
                if (names.contains("")) {
                    throw new InvalidSettingException(
                            KafkaSourceOptions.HEADERS.key(),
                            given,
                            "none, all, or names of headers separated by commas");
                }
                yield new HeaderSelection(false, new ArrayList<>(names));
            }
        };
    }

    /** The same and one more; nothing more where the name is null. */
    HeaderSelection and(String name) {
        if (all || name == null || names.contains(name)) {
            return this;
        }
        ArrayList<String> more = new ArrayList<>(names);
        more.add(name);
        return new HeaderSelection(false, more);
    }

    /**
     * The selected headers as a JSON object, null where there is none: text as a string, anything else in Base64 behind
     * {@code base64:}, a header that comes several times as an array.
     */
    String json(Headers headers) {
        if (!all && names.isEmpty()) {
            return null;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Header header : headers) {
            if (all || names.contains(header.key())) {
                JsonNode before = object.get(header.key());
                if (before instanceof ArrayNode several) {
                    several.add(value(header.value()));
                } else if (before != null) {
                    object.putArray(header.key()).add(before).add(value(header.value()));
                } else {
                    object.set(header.key(), value(header.value()));
                }
            }
        }
        return object.isEmpty() ? null : write(object);
    }

    private static JsonNode value(byte[] value) {
        if (value == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        String text = Utf8.decode(value);
        return JsonNodeFactory.instance.textNode(
                text == null ? BASE64 + Base64.getEncoder().encodeToString(value) : text);
    }

    private static String write(ObjectNode object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("an object of strings can be written", e);
        }
    }
}
