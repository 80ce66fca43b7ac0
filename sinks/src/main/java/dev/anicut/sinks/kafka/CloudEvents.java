package dev.anicut.sinks.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.Hashes;
import dev.anicut.model.Origin;
import dev.anicut.model.Outcome;
import dev.anicut.model.Sequence;
import dev.anicut.model.StoredOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The CloudEvents of records' outcomes, in structured mode. All in them follows from the run and the record, so that a
 * replay writes the same bytes; hence they have no {@code time}, which would be another one.
 */
final class CloudEvents {
    static final String CONTENT_TYPE = "application/cloudevents+json";

    /** Its last part is the version of {@code docs/schemas}; a field more is no new version, another meaning is. */
    static final String SCHEMA = "urn:anicut:schema:document-event:1";

    private static final JsonFactory JSON = new JsonFactory();

    private CloudEvents() {}

    static EventRecord of(StoredOutcome stored, String runId) {
        return event(runId, stored.origin(), stored.outcome(), stored.documentId(), json -> {
            json.writeBooleanField("stale", stored.stale());
            text(json, "content_hash", stored.contentHash());
            text(json, "duplicate_of", stored.duplicateOf());
            sequence(json, stored.sequence());
        });
    }

    static EventRecord of(DeadLetter letter) {
        return event(letter.runId(), letter.origin(), Outcome.DEAD_LETTERED, letter.documentId(), json -> {
            text(json, "dead_letter_id", letter.id());
            text(json, "stage", letter.stage().code());
            text(json, "reason", letter.reason().code());
            text(json, "message", KafkaText.line(letter.message()));
            json.writeNumberField("attempts", letter.attempts());
        });
    }

    /** The same for the same record of the same run, however often it is replayed. */
    static String id(String runId, Origin origin) {
        return Hashes.sha256(runId, origin.toString());
    }

    private static EventRecord event(String runId, Origin origin, Outcome outcome, String documentId, Fields own) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        String name = outcome.name().toLowerCase(Locale.ROOT);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            text(json, "specversion", "1.0");
            text(json, "id", id(runId, origin));
            text(json, "source", "urn:anicut:run:" + runId);
            text(json, "type", "document." + name.replace('_', '-'));
            text(json, "subject", documentId);
            text(json, "datacontenttype", "application/json");
            text(json, "dataschema", SCHEMA);
            json.writeObjectFieldStart("data");
            text(json, "document_id", documentId);
            text(json, "outcome", name);
            own.write(json);
            text(json, "origin", origin.toString());
            text(json, "run_id", runId);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new EventRecord(documentId, bytes.toByteArray());
    }

    private static void sequence(JsonGenerator json, Sequence sequence) throws IOException {
        json.writeArrayFieldStart("sequence");
        json.writeNumber(sequence.version());
        json.writeNumber(sequence.ordinal());
        json.writeNumber(sequence.position());
        json.writeEndArray();
    }

    /** A field that is absent where there is no value. */
    private static void text(JsonGenerator json, String name, String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, KafkaText.wellFormed(value));
        }
    }

    /** The fields of one kind of outcome. */
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }
}
