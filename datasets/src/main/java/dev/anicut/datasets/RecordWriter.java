package dev.anicut.datasets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.anicut.datasets.Composer.Composition;
import dev.anicut.datasets.Dice.Purpose;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Turns the entries of a plan into lines of JSON. */
final class RecordWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private final GenerateOptions options;
    private final Composer composer;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(4096);

    private long paragraphs;
    private long repeatedParagraphs;

    RecordWriter(GenerateOptions options, Composer composer) {
        this.options = options;
        this.composer = composer;
    }

    /** The line of an entry, its line feed included. */
    byte[] line(Plan.Entry entry) throws IOException {
        line.reset();
        switch (entry.kind()) {
            case FRESH, REPEAT -> write(entry.original(), composer.compose(entry.original()));
            case DUPLICATE -> write(entry.index(), composer.compose(entry.original()));
            case CHANGED -> write(entry.original(), composer.revise(entry.original(), entry.index()));
            case INVALID -> writeInvalid(entry.index());
        }
        line.write('\n');
        return line.toByteArray();
    }

    long paragraphs() {
        return paragraphs;
    }

    long repeatedParagraphs() {
        return repeatedParagraphs;
    }

    static String id(long index) {
        String digits = Long.toString(index + 1);
        return "doc-" + "0".repeat(Math.max(0, 8 - digits.length())) + digits;
    }

    private void write(long index, Composition composition) throws IOException {
        paragraphs += composition.paragraphs().size();
        repeatedParagraphs += composition.repeated();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("id", id(index));
            json.writeStringField("title", composition.title());
            json.writeStringField("text", composition.text());
            json.writeStringField("uri", "https://documents.example/" + composition.year() + "/" + id(index));
            json.writeObjectFieldStart("metadata");
            json.writeStringField("category", composition.category());
            json.writeStringField("author", composition.author());
            json.writeStringField("city", composition.city());
            json.writeNumberField("year", composition.year());
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    /** One of the ways in which records are broken; each ends as a dead letter. */
    private void writeInvalid(long index) {
        String head = "{\"id\":\"" + id(index) + "\",\"title\":\"Broken\"";
        String[] broken = {
            head + ",\"text\":\"cut off in the mid",
            head + "}",
            head + ",\"text\":null}",
            head + ",\"text\":\"\"}",
            head + ",\"text\":\" \\n \"}",
            head + ",\"text\":" + (index + 1) + "}",
            "[\"" + id(index) + "\",\"an array, no object\"]",
            "{\"id\":{\"number\":" + (index + 1) + "},\"text\":\"An id that is an object.\"}"
        };
        Dice dice = new Dice(options.seed(), Purpose.DAMAGE, index);
        line.writeBytes(broken[dice.below(broken.length)].getBytes(StandardCharsets.UTF_8));
    }
}
