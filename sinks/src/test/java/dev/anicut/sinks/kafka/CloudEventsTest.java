package dev.anicut.sinks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.Hashes;
import dev.anicut.model.Origin;
import dev.anicut.model.Outcome;
import dev.anicut.model.Sequence;
import dev.anicut.model.StoredOutcome;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CloudEventsTest {
    private static final Origin ORIGIN = Origin.ofTopic("canal", 2, 17);

    private static StoredOutcome outcome(Outcome outcome, String hash, String duplicateOf) {
        return new StoredOutcome("doc-1", outcome, false, new Sequence(5, 0, 17), ORIGIN, hash, duplicateOf);
    }

    @Test
    void anOutcomeIsWrittenFieldByField() {
        String hash = Hashes.sha256("text");
        EventRecord event = CloudEvents.of(outcome(Outcome.DUPLICATE, hash, "doc-0"), "run-1");
        assertThat(event.key()).isEqualTo("doc-1");
        assertThat(new String(event.value(), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"specversion":"1.0","id":"%s","source":"urn:anicut:run:run-1","type":"document.duplicate",\
                        "subject":"doc-1","datacontenttype":"application/json",\
                        "dataschema":"urn:anicut:schema:document-event:1",\
                        "data":{"document_id":"doc-1","outcome":"duplicate","stale":false,"content_hash":"%s",\
                        "duplicate_of":"doc-0","sequence":[5,0,17],"origin":"canal-2@17","run_id":"run-1"}}"""
                                .formatted(CloudEvents.id("run-1", ORIGIN), hash));
    }

    @Test
    void theIdIsTheRecordsWithinTheRun() {
        StoredOutcome outcome = outcome(Outcome.INGESTED, Hashes.sha256("text"), null);
        assertThat(CloudEvents.of(outcome, "run-1").value())
                .isEqualTo(CloudEvents.of(outcome, "run-1").value());
        assertThat(CloudEvents.id("run-1", ORIGIN))
                .isNotEqualTo(CloudEvents.id("run-2", ORIGIN))
                .isNotEqualTo(CloudEvents.id("run-1", Origin.ofTopic("canal", 2, 18)))
                .isNotEqualTo(CloudEvents.id("run-1", Origin.ofTopic("canal-2", 2, 17)));
    }

    @Test
    void aDeadLetterOfAnUnknownDocumentHasNeitherKeyNorSubject() {
        EventRecord event = CloudEvents.of(Letters.letter("run-1", ORIGIN, null, "no JSON", null));
        JsonNode json = EventJson.parse(event.value());
        assertThat(event.key()).isNull();
        assertThat(json.get("type").asText()).isEqualTo("document.dead-lettered");
        assertThat(json.has("subject")).isFalse();
        assertThat(json.get("data").get("outcome").asText()).isEqualTo("dead_lettered");
        assertThat(json.get("data").get("stage").asText()).isEqualTo("parse");
        assertThat(json.get("data").get("reason").asText()).isEqualTo("invalid-json");
        assertThat(json.get("data").get("message").asText()).isEqualTo("no JSON");
        assertThat(json.get("data").get("attempts").asInt()).isEqualTo(1);
        assertThat(json.get("data").has("document_id")).isFalse();
        assertThat(EventJson.violations(json)).isEmpty();
    }

    @Test
    void brokenAndLongTextIsWrittenAllTheSame() {
        Origin named = Origin.ofFile("/in/\ud800\u0000name", 3);
        EventRecord event = CloudEvents.of(Letters.letter("run-1", named, "d\udc00", "x".repeat(1 << 20), null));
        JsonNode json = EventJson.parse(event.value());
        assertThat(json.get("data").get("origin").asText()).isEqualTo("/in/?\u0000name@3");
        assertThat(json.get("subject").asText()).isEqualTo("d?");
        assertThat(event.value().length).isLessThan(10_000);
        assertThat(EventJson.violations(json)).isEmpty();
    }

    /** A schema that takes everything would prove nothing in the other tests. */
    @Test
    void theSchemaRefusesWhatIsNoEvent() {
        JsonNode good = EventJson.parse(
                CloudEvents.of(outcome(Outcome.DELETED, null, null), "run-1").value());
        assertThat(EventJson.violations(good)).isEmpty();
        ObjectNode wrongType = good.deepCopy();
        wrongType.put("type", "document.lost");
        assertThat(EventJson.violations(wrongType)).isNotEmpty();
        ObjectNode noReason = good.deepCopy();
        noReason.put("type", "document.dead-lettered");
        assertThat(EventJson.violations(noReason)).isNotEmpty();
        ObjectNode noOrigin = good.deepCopy();
        ((ObjectNode) noOrigin.get("data")).remove("origin");
        assertThat(EventJson.violations(noOrigin)).isNotEmpty();
    }
}
