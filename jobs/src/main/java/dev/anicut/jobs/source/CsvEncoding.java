package dev.anicut.jobs.source;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import dev.anicut.operators.parse.DamagedUtf8;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * How a CSV file's characters are encoded, by its head: a byte order mark, else UTF-16 if its first two characters are
 * ASCII in that, else UTF-8 if it is that or was before a few bytes were damaged, else what is detected with confidence,
 * else windows-1252.
 *
 * @param charset the charset
 * @param width bytes of a code unit
 * @param markLength bytes of the byte order mark
 * @param fallback the charset of rows that are not in the first, or null; set when the head was ASCII and proved nothing
 */
record CsvEncoding(Charset charset, int width, int markLength, Charset fallback) {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    /** A short text in windows-1252 is taken for others with up to 23, short texts in others are found with 29 and more. */
    private static final int CONFIDENT = 28;
    /** Encodings whose bytes below 0x40 are always ASCII, so that separators, quotes and line ends can be seen. */
    private static final Set<String> SAFE = Set.of(
            "Shift_JIS",
            "EUC-JP",
            "EUC-KR",
            "Big5",
            "GB18030",
            "KOI8-R",
            "windows-1251",
            "windows-1256",
            "ISO-8859-2",
            "windows-1250",
            "ISO-8859-5",
            "ISO-8859-6",
            "ISO-8859-7",
            "windows-1253",
            "ISO-8859-8",
            "windows-1255",
            "ISO-8859-9",
            "windows-1254");

    static CsvEncoding of(byte[] buffer, int length) {
        byte[] head = Arrays.copyOf(buffer, length);
        int first = length > 0 ? head[0] & 0xff : -1;
        int second = length > 1 ? head[1] & 0xff : -1;
        if (JsonLayout.markLength(head, length) > 0) {
            return new CsvEncoding(StandardCharsets.UTF_8, 1, 3, null);
        }
        if (first == 0xFF && second == 0xFE) {
            return new CsvEncoding(StandardCharsets.UTF_16LE, 2, 2, null);
        }
        if (first == 0xFE && second == 0xFF) {
            return new CsvEncoding(StandardCharsets.UTF_16BE, 2, 2, null);
        }
        if (isAsciiOf(head, 0, 1)) {
            return new CsvEncoding(StandardCharsets.UTF_16LE, 2, 0, null);
        }
        if (isAsciiOf(head, 1, 0)) {
            return new CsvEncoding(StandardCharsets.UTF_16BE, 2, 0, null);
        }
        if (isAscii(head)) {
            return new CsvEncoding(StandardCharsets.UTF_8, 1, 0, WINDOWS_1252);
        }
        byte[] whole = length == buffer.length ? withoutCutCharacter(head) : head;
        if (strictly(StandardCharsets.UTF_8, whole) != null
                || DamagedUtf8.is(new String(whole, StandardCharsets.UTF_8))) {
            return new CsvEncoding(StandardCharsets.UTF_8, 1, 0, null);
        }
        return new CsvEncoding(detect(head), 1, 0, WINDOWS_1252);
    }

    /** Whether two code units of two bytes are ASCII; one byte that is NUL may be damaged. */
    private static boolean isAsciiOf(byte[] head, int low, int high) {
        return head.length >= 4 && head[low] > 0 && head[high] == 0 && head[low + 2] > 0 && head[high + 2] == 0;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** The head may end within a character. */
    private static byte[] withoutCutCharacter(byte[] head) {
        int end = head.length;
        for (int i = 0; i < 3 && end > 0 && (head[end - 1] & 0xC0) == 0x80; i++) {
            end--;
        }
        return Arrays.copyOf(head, end > 0 && head[end - 1] < 0 ? end - 1 : end);
    }

    private static Charset detect(byte[] head) {
        CharsetMatch match = new CharsetDetector().setText(head).detect();
        return match != null && match.getConfidence() >= CONFIDENT && SAFE.contains(match.getName())
                ? Charset.forName(match.getName())
                : WINDOWS_1252;
    }

    /** The code unit of two bytes as they stand in the file. */
    int unit(int first, int second) {
        return charset.equals(StandardCharsets.UTF_16LE) ? second << 8 | first : first << 8 | second;
    }

    /** The text, or null if the bytes are none. */
    String decode(byte[] bytes) {
        String text = new String(bytes, charset);
        // most rows hold no replacement character: then nothing was replaced
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        String strict = strictly(charset, bytes);
        return strict == null && fallback != null ? new String(bytes, fallback) : strict;
    }

    private static String strictly(Charset charset, byte[] bytes) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
