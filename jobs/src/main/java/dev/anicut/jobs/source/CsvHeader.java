package dev.anicut.jobs.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The columns of a CSV file; makes rows into JSON objects. */
final class CsvHeader {
    private static final JsonFactory JSON = new JsonFactory();

    private final List<SerializableString> names = new ArrayList<>();

    /** A column without a name is named by its number, a name that stands twice gets a number behind it. */
    CsvHeader(List<String> given) {
        Set<String> taken = new HashSet<>();
        given.forEach(name -> taken.add(name.strip()));
        Set<String> used = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String name = given.get(i).strip();
            if (name.isEmpty()) {
                name = unused("column_" + (i + 1), taken);
            } else if (used.contains(name)) {
                name = unused(name, taken);
            }
            used.add(name);
            taken.add(name);
            names.add(new SerializedString(name));
        }
    }

    private static String unused(String name, Set<String> taken) {
        String candidate = name;
        for (int number = 2; taken.contains(candidate); number++) {
            candidate = name + "_" + number;
        }
        return candidate;
    }

    int size() {
        return names.size();
    }

    byte[] toJson(List<String> fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            for (int i = 0; i < fields.size(); i++) {
                json.writeFieldName(names.get(i));
                json.writeString(fields.get(i));
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
