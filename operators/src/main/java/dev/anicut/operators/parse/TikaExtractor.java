package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.exception.AccessPermissionException;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.exception.ZeroByteFileException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.parser.CompositeParser;
import org.apache.tika.parser.DefaultParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.html.HtmlMapper;
import org.apache.tika.parser.html.IdentityHtmlMapper;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Extracts the text of a file with Apache Tika. Runs in the child: what it is given may hang or kill it. */
final class TikaExtractor {
    /** Formats whose beginning is text, and what is behind it may be none. */
    private static final Set<MediaType> HEADED =
            Set.of(MediaType.parse("message/rfc822"), MediaType.application("mbox"), MediaType.application("rtf"));

    private static final int HEADER_BYTES = 512;

    private final Detector detector = new DefaultDetector();
    private final CompositeParser parsers = new CompositeParser(
            MediaTypeRegistry.getDefaultRegistry(), List.of(new DefaultParser(), new HtmlFileParser()));
    private final Set<MediaType> supported;
    private final int maxCharacters;
    private final int maxDepth;
    private final int maxEmbedded;

    TikaExtractor(int maxCharacters, int maxDepth, int maxEmbedded) {
        this.maxCharacters = maxCharacters;
        this.maxDepth = maxDepth;
        this.maxEmbedded = maxEmbedded;
        this.supported = parsers.getSupportedTypes(new ParseContext());
        // the number of parts is bounded by the time limit, their size by the heap: a thousand slides are no attack
        ZipSecureFile.setMaxFileCount(100_000);
    }

    Extract extract(byte[] bytes, String name) throws Unparseable {
        ExtractLimits limits = new ExtractLimits(maxCharacters, maxDepth, maxEmbedded);
        Metadata metadata = new Metadata();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
        try (TikaInputStream stream = TikaInputStream.get(bytes, metadata)) {
            MediaType type = detector.detect(stream, metadata).getBaseType();
            if (!supports(type)) {
                throw new Unparseable(Reason.UNSUPPORTED_TYPE, "no text is extracted from " + type);
            }
            if (HEADED.contains(type) && BinaryData.is(bytes, HEADER_BYTES)) {
                throw new Unparseable(
                        Reason.UNSUPPORTED_TYPE, "the file is named as " + type + " but holds binary data");
            }
            Completeness.check(bytes, type);
            metadata.set(Metadata.CONTENT_TYPE, type.toString());
            TextHandler handler = new TextHandler(limits, FileTypes.reflows(type));
            EmbeddedText embedded = new EmbeddedText(this, limits, handler);
            parsers.parse(stream, handler, metadata, context(embedded));
            if (limits.broken() != null) {
                throw limits.broken();
            }
            return extract(type, metadata, handler, embedded);
        } catch (StackOverflowError e) {
            throw new Unparseable(Reason.TOO_DEEP, "its structure is nested too deep for the parser");
        } catch (IOException | SAXException | TikaException | RuntimeException e) {
            throw limits.broken() != null ? limits.broken() : failure(e);
        }
    }

    private Extract extract(MediaType type, Metadata found, TextHandler handler, EmbeddedText embedded)
            throws Unparseable {
        Characters.Cleaned text = Characters.clean(handler.text());
        if (Blank.is(text.text())) {
            throw new Unparseable(
                    Reason.EMPTY_TEXT,
                    "no text could be extracted" + (isPdf(type) ? ": the pages may be scanned images" : ""));
        }
        Map<String, List<String>> metadata = new TreeMap<>(ExtractMetadata.of(found));
        embedded.describe(metadata);
        String title = found.get(TikaCoreProperties.TITLE);
        if (title == null || title.isBlank()) {
            title = handler.firstHeading();
        }
        return new Extract(
                type.toString(), title == null ? null : title.strip(), metadata, text.text(), text.replaced());
    }

    Detector detector() {
        return detector;
    }

    CompositeParser parsers() {
        return parsers;
    }

    boolean supports(MediaType type) {
        return supported.contains(type) && !type.getType().equals("image");
    }

    ParseContext context(EmbeddedDocumentExtractor embedded) {
        ParseContext context = new ParseContext();
        context.set(EmbeddedDocumentExtractor.class, embedded);
        context.set(HtmlMapper.class, new VisibleHtml());
        context.set(EncodingDetector.class, new HtmlEncodings());
        // the streaming readers: the others build the whole document in memory first
        OfficeParserConfig office = new OfficeParserConfig();
        office.setUseSAXDocxExtractor(true);
        office.setUseSAXPptxExtractor(true);
        context.set(OfficeParserConfig.class, office);
        // hides the parsers from those that would look for one of them and bypass the extractor of embedded documents
        context.set(Parser.class, new Opaque(parsers));
        return context;
    }

    /** The reason behind an exception of a parser. */
    static Unparseable failure(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            if (cause instanceof Unparseable unparseable) {
                return unparseable;
            }
            if (cause instanceof EncryptedDocumentException
                    || cause instanceof org.apache.poi.EncryptedDocumentException
                    || cause instanceof AccessPermissionException) {
                return new Unparseable(Reason.ENCRYPTED, "the file is encrypted");
            }
            if (cause instanceof ZeroByteFileException) {
                return new Unparseable(Reason.EMPTY_TEXT, "the file is empty");
            }
            if (cause instanceof WriteLimitReachedException || isBomb(cause)) {
                return new Unparseable(Reason.TOO_LARGE, "the file unpacks to far more than it holds");
            }
            root = cause;
        }
        String message = root.getMessage() == null ? "" : ": " + root.getMessage();
        return new Unparseable(Reason.PARSE_FAILED, root.getClass().getSimpleName() + message);
    }

    private static boolean isBomb(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return message.startsWith("Zip bomb") || message.contains("entity expansions");
    }

    private static boolean isPdf(MediaType type) {
        return type.equals(MediaType.application("pdf"));
    }

    /** Everything that is no script and no style: tags that parsers know nothing of still part blocks. */
    private static final class VisibleHtml implements HtmlMapper {
        @Override
        public String mapSafeElement(String name) {
            return IdentityHtmlMapper.INSTANCE.mapSafeElement(name);
        }

        @Override
        public boolean isDiscardElement(String name) {
            return name.equals("SCRIPT") || name.equals("STYLE");
        }

        @Override
        public String mapSafeAttribute(String elementName, String attributeName) {
            return null;
        }
    }

    /** A parser with nothing in it to find. */
    private record Opaque(Parser parsers) implements Parser {
        @Override
        public Set<MediaType> getSupportedTypes(ParseContext context) {
            return parsers.getSupportedTypes(context);
        }

        @Override
        public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
                throws IOException, SAXException, TikaException {
            parsers.parse(stream, handler, metadata, context);
        }
    }
}
