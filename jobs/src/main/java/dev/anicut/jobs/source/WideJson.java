package dev.anicut.jobs.source;

import dev.anicut.model.Reason;

/**
 * JSON in UTF-16 or UTF-32, by its first bytes (RFC 4627, section 3). It is refused as a whole: its lines do not end where a
 * byte is a line feed.
 */
final class WideJson {
    private WideJson() {}

    /** Throws if the file that begins so is of these. */
    static void refuse(byte[] head, int length) throws SliceFailure {
        String charset = charset(head, length);
        if (charset != null) {
            throw new SliceFailure(
                    Reason.INVALID_ENCODING,
                    "the file is in " + charset + ", and JSON is read as UTF-8: convert it, for example by iconv -f "
                            + charset + " -t UTF-8");
        }
    }

    /** The name of the charset, null if it is another. */
    static String charset(byte[] head, int length) {
        int first = unit(head, length, 0);
        int second = unit(head, length, 1);
        int third = unit(head, length, 2);
        int fourth = unit(head, length, 3);
        if (first == 0 && second == 0) {
            return third == 0xFE && fourth == 0xFF ? "UTF-32" : third == 0 && begins(fourth) ? "UTF-32BE" : null;
        }
        if (first == 0xFF && second == 0xFE) {
            return third == 0 && fourth == 0 ? "UTF-32" : "UTF-16";
        }
        if (first == 0xFE && second == 0xFF) {
            return "UTF-16";
        }
        if (first == 0) {
            // the second character of JSON is ASCII as well; a single byte that is NUL is damaged
            return begins(second) && third <= 0 ? "UTF-16BE" : null;
        }
        if (second == 0 && begins(first) && fourth <= 0) {
            return third == 0 && fourth == 0 ? "UTF-32LE" : "UTF-16LE";
        }
        return null;
    }

    private static int unit(byte[] head, int length, int at) {
        return at < length ? head[at] & 0xff : -1;
    }

    /** Whether a file of JSON may begin with this character. */
    private static boolean begins(int c) {
        return c == '{' || c == '[' || c == '"' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
