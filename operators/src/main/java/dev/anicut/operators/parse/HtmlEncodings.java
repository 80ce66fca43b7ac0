package dev.anicut.operators.parse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.html.HtmlEncodingDetector;

/** Finds the character set of an HTML page: the one it states, else as for plain text. */
final class HtmlEncodings implements EncodingDetector {
    private static final long serialVersionUID = 1L;
    private static final int HEAD = 1 << 16;

    private final HtmlEncodingDetector stated = new HtmlEncodingDetector();

    @Override
    public Charset detect(InputStream input, Metadata metadata) throws IOException {
        Charset charset = stated.detect(input, metadata);
        if (charset != null) {
            return charset;
        }
        input.mark(HEAD);
        byte[] head = input.readNBytes(HEAD);
        input.reset();
        return Encodings.ofHead(head);
    }
}
