package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.tika.mime.MediaType;

/** Takes plain text, Markdown and reStructuredText as they stand; only line ends become {@code \n}. */
final class TextFileParser {
    private final int maxCharacters;

    TextFileParser(int maxCharacters) {
        this.maxCharacters = maxCharacters;
    }

    Extract parse(byte[] bytes, MediaType type, String name) throws Unparseable {
        Encodings.Decoded decoded = Encodings.decode(bytes);
        String text = decoded.text();
        if (Blank.is(text)) {
            throw new Unparseable(Reason.EMPTY_TEXT, "the file has nothing but white space");
        }
        if (BinaryData.is(text)) {
            throw new Unparseable(Reason.UNSUPPORTED_TYPE, "the file is named as text but holds binary data");
        }
        if (text.length() > maxCharacters) {
            throw new Unparseable(
                    Reason.TOO_LARGE,
                    "the text has " + text.length() + " characters, more than parse.max-characters " + maxCharacters);
        }
        if (text.indexOf('\r') >= 0) {
            text = text.replace("\r\n", "\n").replace('\r', '\n');
        }
        Characters.Cleaned cleaned = Characters.clean(text);
        Map<String, List<String>> metadata = new TreeMap<>();
        if (!decoded.charset().equals(StandardCharsets.UTF_8)) {
            metadata.put(ExtractMetadata.CHARSET, List.of(decoded.charset().name()));
        }
        String mediaType = FileTypes.textType(type, name);
        String title = mediaType.equals("text/plain") ? null : Headings.first(cleaned.text());
        return new Extract(mediaType, title, metadata, cleaned.text(), cleaned.replaced());
    }
}
