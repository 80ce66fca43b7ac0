package dev.anicut.operators.parse;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.Document;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import java.io.IOException;
import org.apache.tika.mime.MediaType;

/** Turns a whole file into a document: text in place, everything else in a child process. Not thread-safe. */
final class FileParser implements AutoCloseable {
    private final ParseConfig config;
    private final TextFileParser texts;
    private final TikaProcess tika;
    private final JsonMapper mapper = JsonMapper.builder().build();
    private final JsonMetadata metadata;
    private int replaced;

    FileParser(ParseConfig config) {
        this.config = config;
        this.texts = new TextFileParser(config.maxCharacters());
        this.tika = new TikaProcess(config);
        this.metadata = new JsonMetadata(config.fields(), mapper);
    }

    /** Characters replaced in the document parsed last. */
    int replaced() {
        return replaced;
    }

    /** Child processes that had to be replaced. */
    long restarts() {
        return tika.restarts();
    }

    Document parse(RawRecord record) throws Unparseable, InterruptedException {
        replaced = 0;
        String id = DocumentIds.checked(record.fallbackId());
        try {
            String name = FileTypes.contentName(record.origin().name());
            Extract extract = extract(record.bytes(), name);
            replaced = extract.replaced();
            return Document.of(
                    id,
                    record.sequence(),
                    record.origin(),
                    record.source(),
                    record.origin().name(),
                    title(extract, name),
                    extract.mediaType(),
                    metadata.write(metadata(extract)),
                    extract.text());
        } catch (Unparseable e) {
            throw e.withDocumentId(id);
        }
    }

    /** The extracted title, else the file's name: a person looking at what was found can do more with it than with nothing. */
    static String title(Extract extract, String name) {
        return Characters.clean(extract.title() == null ? name : extract.title())
                .text();
    }

    /** What is in a file; its name helps to tell its type. */
    Extract extract(byte[] bytes, String name) throws Unparseable, InterruptedException {
        if (bytes.length == 0) {
            throw new Unparseable(Reason.EMPTY_TEXT, "the file is empty");
        }
        if (bytes.length > config.maxBytes()) {
            throw new Unparseable(
                    Reason.TOO_LARGE,
                    "the file has " + bytes.length + " bytes, more than " + ParseOptions.MAX_BYTES.key() + " "
                            + config.maxBytes());
        }
        MediaType type;
        try {
            type = FileTypes.detect(bytes, name);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        return switch (FileTypes.kind(type, name)) {
            case TEXT -> texts.parse(bytes, type, name);
            case DOCUMENT -> tika.parse(bytes, name);
            case UNSUPPORTED -> throw new Unparseable(Reason.UNSUPPORTED_TYPE, "no text is extracted from " + type);
        };
    }

    ObjectNode metadata(Extract extract) {
        ObjectNode object = mapper.createObjectNode();
        extract.metadata().forEach((name, values) -> {
            if (ExtractMetadata.LISTS.contains(name)) {
                ArrayNode array = object.putArray(name);
                values.forEach(value -> array.add(Characters.clean(value).text()));
            } else if (ExtractMetadata.NUMBERS.contains(name) && values.get(0).matches("\\d{1,9}")) {
                object.put(name, Integer.parseInt(values.get(0)));
            } else {
                object.put(name, Characters.clean(values.get(0)).text());
            }
        });
        return object;
    }

    @Override
    public void close() {
        tika.close();
    }
}
