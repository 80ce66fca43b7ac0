package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.txt.Icu4jEncodingDetector;

/** Decodes text whose character set is not stated: by byte order mark, as UTF-8 if it is that, else by detection. */
final class Encodings {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private Encodings() {}

    /** A decoded text without its byte order mark. */
    record Decoded(String text, Charset charset) {}

    static Decoded decode(byte[] bytes) throws Unparseable {
        Charset marked = marked(bytes);
        if (marked != null) {
            if (marked.equals(StandardCharsets.UTF_8)) {
                requireUtf8(bytes);
            }
            String text = new String(bytes, marked);
            return new Decoded(text.startsWith("\uFEFF") ? text.substring(1) : text, marked);
        }
        Charset wide = wide(bytes);
        if (wide != null) {
            return new Decoded(new String(bytes, wide), wide);
        }
        String utf8 = new String(bytes, StandardCharsets.UTF_8);
        if (utf8.indexOf('\uFFFD') < 0 || firstMalformed(bytes) < 0) {
            return new Decoded(utf8, StandardCharsets.UTF_8);
        }
        if (DamagedUtf8.is(utf8)) {
            requireUtf8(bytes);
        }
        Charset charset = detect(bytes);
        return new Decoded(new String(bytes, charset), charset);
    }

    /** The character set of a text of which only the beginning is known. */
    static Charset ofHead(byte[] head) {
        Charset marked = marked(head);
        if (marked != null) {
            return marked;
        }
        Charset wide = wide(head);
        if (wide != null) {
            return wide;
        }
        int end = head.length;
        // what is left of a character that the end cuts in two
        while (end > head.length - 4 && end > 0 && head[end - 1] < 0) {
            end--;
        }
        String utf8 = new String(head, 0, end, StandardCharsets.UTF_8);
        return utf8.indexOf('\uFFFD') < 0 || DamagedUtf8.is(utf8) ? StandardCharsets.UTF_8 : detect(head);
    }

    /** Whether a character set's units are wider than a byte; null is none. */
    static boolean isWide(Charset charset) {
        return charset != null
                && (charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32"));
    }

    static boolean startsWithUtf8Bom(byte[] bytes) {
        return startsWith(bytes, 0xEF, 0xBB, 0xBF);
    }

    static void requireUtf8(byte[] bytes) throws Unparseable {
        int at = firstMalformed(bytes);
        if (at >= 0) {
            throw new Unparseable(Reason.INVALID_ENCODING, "the bytes are not valid UTF-8 at byte " + at);
        }
    }

    private static Charset marked(byte[] bytes) {
        if (startsWithUtf8Bom(bytes)) {
            return StandardCharsets.UTF_8;
        }
        if (startsWith(bytes, 0xFF, 0xFE, 0, 0)) {
            return Charset.forName("UTF-32LE");
        }
        if (startsWith(bytes, 0, 0, 0xFE, 0xFF)) {
            return Charset.forName("UTF-32BE");
        }
        if (startsWith(bytes, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16LE;
        }
        return startsWith(bytes, 0xFE, 0xFF) ? StandardCharsets.UTF_16BE : null;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** UTF-16 of a western text without a mark: nearly every other byte is NUL. Null if it is not that. */
    private static Charset wide(byte[] bytes) {
        int even = 0;
        int odd = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                if ((i & 1) == 0) {
                    even++;
                } else {
                    odd++;
                }
            }
        }
        int most = bytes.length / 2;
        if (odd > most * 0.7 && even < most * 0.1) {
            return StandardCharsets.UTF_16LE;
        }
        return even > most * 0.7 && odd < most * 0.1 ? StandardCharsets.UTF_16BE : null;
    }

    private static Charset detect(byte[] bytes) {
        try {
            // more often right than Tika's first choice, which takes umlauts for Cyrillic
            Charset charset = new Icu4jEncodingDetector().detect(new ByteArrayInputStream(bytes), new Metadata());
            if (isWide(charset) && firstMalformed(bytes, charset, false) >= 0) {
                // the detector's answer to bytes of which it can make nothing
                charset = null;
            }
            // what calls itself Latin-1 nearly always has Windows quotes; UTF-8 has been ruled out
            boolean latin1 = charset == null
                    || charset.equals(StandardCharsets.ISO_8859_1)
                    || charset.equals(StandardCharsets.US_ASCII)
                    || charset.equals(StandardCharsets.UTF_8);
            return latin1 ? WINDOWS_1252 : charset;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private static int firstMalformed(byte[] bytes) {
        return firstMalformed(bytes, StandardCharsets.UTF_8, true);
    }

    /**
     * Where the bytes stop to be of the charset, -1 if nowhere.
     *
     * @param whole whether they are all of a text, whose end cuts no character
     */
    private static int firstMalformed(byte[] bytes, Charset charset, boolean whole) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(Math.min(8192, bytes.length + 1));
        while (true) {
            CoderResult result = decoder.decode(in, out, whole);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }
}
