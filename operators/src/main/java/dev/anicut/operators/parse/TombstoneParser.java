package dev.anicut.operators.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anicut.model.Document;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Sequence;

/**
 * Turns a record of nothing into the tombstone of the document that its key names.
 *
 * <p>Where a version field is configured, a header of the same name holds the tombstone's version. One without it
 * deletes what is known of the document when it comes, see {@link Sequence#withUnknownVersion}.
 */
final class TombstoneParser {
    private final String versionField;
    private final JsonMapper mapper = JsonMapper.builder().build();

    TombstoneParser(ParseConfig config) {
        this.versionField = config.fields().version();
    }

    Document parse(RawRecord record) throws Unparseable {
        String id = DocumentIds.checked(record.fallbackId());
        try {
            return Document.tombstone(id, sequence(record), record.origin(), record.source());
        } catch (Unparseable e) {
            throw e.withDocumentId(id);
        }
    }

    private Sequence sequence(RawRecord record) throws Unparseable {
        if (versionField == null) {
            return record.sequence();
        }
        JsonNode version = record.headers() == null ? null : header(record.headers());
        if (version == null || version.isNull()) {
            return record.sequence().withUnknownVersion();
        }
        String text = version.isContainerNode() ? null : version.asText();
        return record.sequence().withVersion(VersionField.parse(new JsonFields.Scalar(version.asToken(), text)));
    }

    private JsonNode header(String headers) {
        try {
            return mapper.readTree(headers).get(versionField);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the source writes headers as a JSON object", e);
        }
    }
}
