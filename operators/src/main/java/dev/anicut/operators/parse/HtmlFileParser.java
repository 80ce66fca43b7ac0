package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.html.JSoupParser;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Parses pages as Tika does, apart from what it would take for text and is none. */
final class HtmlFileParser implements Parser {
    private static final long serialVersionUID = 1L;

    private final JSoupParser pages = new JSoupParser();

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return pages.getSupportedTypes(context);
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException, SAXException, TikaException {
        byte[] bytes = stream.readAllBytes();
        try {
            if (BinaryData.is(bytes, BinaryData.HEAD)) {
                throw new Unparseable(Reason.UNSUPPORTED_TYPE, "the file is named as HTML but holds binary data");
            }
            try (TikaInputStream page = TikaInputStream.get(InternalSubset.removedFrom(bytes))) {
                pages.parse(page, handler, metadata, context);
            }
        } catch (Unparseable e) {
            throw new TikaException(e.getMessage(), e);
        }
    }
}
