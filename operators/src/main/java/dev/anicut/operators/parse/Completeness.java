package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.nio.charset.StandardCharsets;
import org.apache.tika.mime.MediaType;

/**
 * Refuses files that were cut off. The parsers of zip formats and PDF make do with what is there, and nobody would know
 * that the rest is missing.
 */
final class Completeness {
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] ZIP_END = {'P', 'K', 5, 6};
    /** The last record of a zip file, with the longest comment that may follow it. */
    private static final int ZIP_TAIL = 22 + 0xFFFF;

    private static final byte[] PDF_END = "%%EOF".getBytes(StandardCharsets.US_ASCII);
    /** Four times what readers look through, for what mail gateways append. */
    private static final int PDF_TAIL = 4096;

    private Completeness() {}

    static void check(byte[] bytes, MediaType type) throws Unparseable {
        if (matches(bytes, 0, ZIP) && !endsWith(bytes, ZIP_END, ZIP_TAIL)) {
            throw new Unparseable(
                    Reason.TRUNCATED, "the file is cut off: the directory at the end of the zip is missing");
        }
        if (type.getSubtype().equals("pdf") && !endsWith(bytes, PDF_END, PDF_TAIL)) {
            throw new Unparseable(Reason.TRUNCATED, "the file is cut off: %%EOF at the end of the PDF is missing");
        }
    }

    private static boolean endsWith(byte[] bytes, byte[] mark, int tail) {
        for (int at = bytes.length - mark.length; at >= Math.max(0, bytes.length - tail); at--) {
            if (matches(bytes, at, mark)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] bytes, int at, byte[] mark) {
        if (at + mark.length > bytes.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if (bytes[at + i] != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
