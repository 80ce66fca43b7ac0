package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.input.CloseShieldInputStream;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TemporaryResources;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.EmbeddedContentHandler;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.AttributesImpl;

/**
 * Puts the text of what is embedded in a file where it stands in it: the parts of an e-mail's body, in the character
 * set that the mail states; attachments and embedded documents under their name as a heading. Attachments that give no
 * text are named in the metadata, with the reason; pictures are passed over.
 */
final class EmbeddedText implements EmbeddedDocumentExtractor {
    private static final String XHTML = "http://www.w3.org/1999/xhtml";
    private static final int MAX_LEVELS = 10;
    private static final int MAX_NAMES = 100;

    private final TikaExtractor extractor;
    private final ExtractLimits limits;
    private final TextHandler out;
    private final List<String> taken = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private int level;

    EmbeddedText(TikaExtractor extractor, ExtractLimits limits, TextHandler out) {
        this.extractor = extractor;
        this.limits = limits;
        this.out = out;
    }

    void describe(Map<String, List<String>> metadata) {
        if (!taken.isEmpty()) {
            metadata.put(ExtractMetadata.ATTACHMENTS, taken);
        }
        if (!leftOut.isEmpty()) {
            metadata.put(ExtractMetadata.ATTACHMENTS_LEFT_OUT, leftOut);
        }
    }

    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
        String type = metadata.get(Metadata.CONTENT_TYPE);
        return type == null || !type.startsWith("image/");
    }

    @Override
    public void parseEmbedded(InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml)
            throws SAXException, IOException {
        limits.check();
        String name = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
        try (TemporaryResources temporary = new TemporaryResources();
                TikaInputStream input = open(stream, temporary, metadata)) {
            MediaType type = type(input, metadata);
            if (name == null && isBodyPart(metadata)) {
                bodyPart(input.readAllBytes(), type, handler, metadata);
                return;
            }
            FileTypes.Kind kind = FileTypes.kind(type, name == null ? "" : name);
            if (kind == FileTypes.Kind.UNSUPPORTED && type.getType().equals("image")) {
                return;
            }
            if (kind != FileTypes.Kind.TEXT && !extractor.supports(type)) {
                leave(name, type, "not supported");
                return;
            }
            if (!limits.takesEmbedded()) {
                leave(name, type, "parse.max-embedded is 0");
                return;
            }
            limits.countEmbedded();
            if (level >= MAX_LEVELS) {
                leave(name, type, "nested too deep");
                return;
            }
            take(input, name, type, kind, handler, metadata);
        }
    }

    private void take(
            TikaInputStream input,
            String name,
            MediaType type,
            FileTypes.Kind kind,
            ContentHandler handler,
            Metadata metadata)
            throws SAXException, IOException {
        boolean reflow = out.reflow(kind != FileTypes.Kind.TEXT && FileTypes.reflows(type));
        level++;
        try {
            if (name != null) {
                element(handler, "h1", name);
            }
            if (kind == FileTypes.Kind.TEXT) {
                element(handler, "div", textOf(input.readAllBytes()));
            } else {
                metadata.set(Metadata.CONTENT_TYPE, type.toString());
                parse(input, handler, metadata);
            }
            add(taken, name == null ? type.toString() : name);
        } catch (Unparseable | IOException | TikaException | RuntimeException e) {
            limits.check();
            Unparseable failure = TikaExtractor.failure(e);
            leave(
                    name,
                    type,
                    failure.reason() == Reason.PARSE_FAILED
                            ? failure.getMessage()
                            : failure.reason().code());
        } finally {
            level--;
            out.reflow(reflow);
        }
    }

    private void bodyPart(byte[] bytes, MediaType type, ContentHandler handler, Metadata metadata)
            throws SAXException, IOException {
        boolean html = type.equals(MediaType.TEXT_HTML);
        boolean reflow = out.reflow(html);
        try {
            String text = decode(bytes, metadata.get(Metadata.CONTENT_ENCODING));
            if (html) {
                ContentHandler body = new EmbeddedContentHandler(new BodyContentHandler(handler));
                new JSoupParser().parseString(InternalSubset.removedFrom(text), body, new Metadata(), context());
            } else {
                element(handler, "div", text);
            }
        } catch (Unparseable e) {
            throw new SAXException(e);
        } finally {
            out.reflow(reflow);
        }
    }

    private static String textOf(byte[] bytes) throws Unparseable {
        String text = Encodings.decode(bytes).text();
        if (BinaryData.is(text)) {
            throw new Unparseable(Reason.UNSUPPORTED_TYPE, "it is named as text but holds binary data");
        }
        return text;
    }

    private static String decode(byte[] bytes, String stated) throws Unparseable {
        try {
            // mime4j states this one where the mail states none
            if (stated != null && !stated.equalsIgnoreCase("us-ascii") && Charset.isSupported(stated)) {
                return Charset.forName(stated)
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            }
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return Encodings.decode(bytes).text();
        }
        return Encodings.decode(bytes).text();
    }

    private void parse(TikaInputStream input, ContentHandler handler, Metadata metadata)
            throws SAXException, IOException, TikaException {
        ContentHandler body = new EmbeddedContentHandler(new BodyContentHandler(handler));
        extractor.parsers().parse(input, body, metadata, context());
    }

    private ParseContext context() {
        return extractor.context(this);
    }

    private MediaType type(TikaInputStream input, Metadata metadata) throws IOException {
        String stated = metadata.get(TikaCoreProperties.CONTENT_TYPE_PARSER_OVERRIDE);
        if (stated == null && isBodyPart(metadata)) {
            stated = metadata.get(Metadata.CONTENT_TYPE);
        }
        MediaType type = stated == null ? null : MediaType.parse(stated);
        return (type == null ? extractor.detector().detect(input, metadata) : type).getBaseType();
    }

    /** A part that a mail shows as its body has a text type and no name. */
    private static boolean isBodyPart(Metadata metadata) {
        String type = metadata.get(Metadata.CONTENT_TYPE);
        return metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY) == null
                && metadata.get(Metadata.CONTENT_ENCODING) != null
                && type != null
                && type.startsWith("text/");
    }

    private static TikaInputStream open(InputStream stream, TemporaryResources temporary, Metadata metadata) {
        TikaInputStream input = TikaInputStream.get(CloseShieldInputStream.wrap(stream), temporary, metadata);
        if (stream instanceof TikaInputStream tika && tika.getOpenContainer() != null) {
            input.setOpenContainer(tika.getOpenContainer());
        }
        return input;
    }

    private void leave(String name, MediaType type, String reason) {
        add(leftOut, (name == null ? type.toString() : name) + ": " + reason);
    }

    private static void add(List<String> names, String name) {
        if (names.size() < MAX_NAMES) {
            names.add(name);
        } else if (names.size() == MAX_NAMES) {
            names.add("…");
        }
    }

    private static void element(ContentHandler handler, String name, String text) throws SAXException {
        handler.startElement(XHTML, name, name, new AttributesImpl());
        char[] characters = text.toCharArray();
        handler.characters(characters, 0, characters.length);
        handler.endElement(XHTML, name, name);
    }
}
