package dev.anicut.operators.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;

/** Tells from a file's name and first bytes who is to parse it. Opens no container: that is the child's work. */
final class FileTypes {
    private static final MediaTypeRegistry REGISTRY =
            MimeTypes.getDefaultMimeTypes().getMediaTypeRegistry();

    /** Names that say "this is text to be read as it stands", even where it begins like HTML or an e-mail. */
    private static final Set<String> TEXT_EXTENSIONS =
            Set.of("txt", "text", "md", "markdown", "mdown", "rst", "rest", "adoc", "asciidoc", "org", "log");

    private static final Pattern COMPRESSION = Pattern.compile("\\.(gz|zst|zstd)$", Pattern.CASE_INSENSITIVE);

    private static final Set<String> NEVER_TEXT = Set.of("image", "audio", "video", "font", "chemical", "model");

    /** Text as far as the registry goes, but text with a form that Tika's parsers take away. */
    private static final Set<MediaType> FORMATTED = Set.of(
            MediaType.TEXT_HTML,
            MediaType.APPLICATION_XML,
            MediaType.application("rtf"),
            MediaType.application("mbox"),
            MediaType.parse("message/rfc822"));

    private FileTypes() {}

    enum Kind {
        TEXT,
        /** For Tika to look at. */
        DOCUMENT,
        UNSUPPORTED
    }

    static MediaType detect(byte[] bytes, String name) throws IOException {
        if (TEXT_EXTENSIONS.contains(extension(name)) && beginsAsText(bytes)) {
            // spares the registry its look through all its patterns
            return MediaType.TEXT_PLAIN;
        }
        Metadata metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
        return MimeTypes.getDefaultMimeTypes()
                .detect(new ByteArrayInputStream(bytes), metadata)
                .getBaseType();
    }

    static Kind kind(MediaType type, String name) {
        if (NEVER_TEXT.contains(type.getType()) || type.equals(MediaType.OCTET_STREAM)) {
            return Kind.UNSUPPORTED;
        }
        if (!REGISTRY.isInstanceOf(type, MediaType.TEXT_PLAIN)) {
            return Kind.DOCUMENT;
        }
        if (TEXT_EXTENSIONS.contains(extension(name)) && !type.equals(MediaType.application("rtf"))) {
            return Kind.TEXT;
        }
        return FORMATTED.stream().anyMatch(formatted -> REGISTRY.isInstanceOf(type, formatted))
                ? Kind.DOCUMENT
                : Kind.TEXT;
    }

    /** The media type of a text: what its name says, since the bytes of Markdown may look like HTML. */
    static String textType(MediaType type, String name) {
        return switch (extension(name)) {
            case "md", "markdown", "mdown" -> "text/markdown";
            case "rst", "rest" -> "text/x-rst";
            case "txt", "text", "log" -> "text/plain";
            default -> type.toString();
        };
    }

    /** Whether line ends in documents of this type mean no more than a space. */
    static boolean reflows(MediaType type) {
        return type.equals(MediaType.TEXT_HTML)
                || REGISTRY.isInstanceOf(type, MediaType.APPLICATION_XML)
                || type.equals(MediaType.application("epub+zip"));
    }

    /** The name of what a file holds: without folders, and without the ending of a compression that the source undid. */
    static String contentName(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String content = COMPRESSION.matcher(name).replaceFirst("");
        return content.isEmpty() ? name : content;
    }

    private static boolean beginsAsText(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, 512); i++) {
            if (bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t') {
                return false;
            }
        }
        // the formats that begin like text and are none
        String head = new String(bytes, 0, Math.min(bytes.length, 8), StandardCharsets.ISO_8859_1);
        return !head.startsWith("%PDF-") && !head.startsWith("{\\rtf");
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
