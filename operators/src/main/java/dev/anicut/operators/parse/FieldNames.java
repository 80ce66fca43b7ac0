package dev.anicut.operators.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The names of a record's fields, for the message that the wanted one is not among them. */
final class FieldNames {
    private static final int SHOWN = 12;

    private final JsonFactory factory;

    FieldNames(JsonFactory factory) {
        this.factory = factory;
    }

    /** The first ones, as a list in words. */
    String of(byte[] record) {
        List<String> names = new ArrayList<>();
        int start = Encodings.startsWithUtf8Bom(record) ? 3 : 0;
        try (JsonParser parser = factory.createParser(record, start, record.length - start)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME && names.size() <= SHOWN) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        } catch (IOException e) {
            // no part of a message is worth a job: the names so far are told
            names.add("what cannot be read");
        }
        if (names.isEmpty()) {
            return "no field";
        }
        return names.size() <= SHOWN
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, SHOWN)) + " and more";
    }
}
