package dev.anicut.llmdouble;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Takes one HTTP/1.1 request off the front of the bytes received so far. */
final class RequestParser {
    private final byte[] bytes;
    private final int length;
    private boolean expectsContinue;

    RequestParser(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** A request, and how many bytes it took. */
    record Parsed(HttpRequest request, int consumed) {}

    /** Bytes that are no HTTP. */
    static final class MalformedRequestException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedRequestException(String message) {
            super(message);
        }
    }

    /** The head is there, the body is not, and the client waits for a word before it sends it. */
    boolean expectsContinue() {
        return expectsContinue;
    }

    /** Null as long as the request is not whole. */
    Parsed parse() throws MalformedRequestException {
        int headEnd = find("\r\n\r\n", 0);
        if (headEnd < 0) {
            return null;
        }
        String[] lines = new String(bytes, 0, headEnd, ISO_8859_1).split("\r\n", -1);
        String[] first = lines[0].split(" ", -1);
        if (first.length != 3 || !first[2].startsWith("HTTP/1.")) {
            throw new MalformedRequestException("not an HTTP/1.1 request line");
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1) {
                throw new MalformedRequestException("not a header: " + lines[i]);
            }
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        String path = first[1].split("\\?", 2)[0];
        int bodyStart = headEnd + 4;
        expectsContinue = headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue");
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunked(first[0], path, headers, bodyStart);
        }
        int size = number(headers.getOrDefault("content-length", "0"), 10);
        if (length - bodyStart < size) {
            return null;
        }
        String body = new String(bytes, bodyStart, size, UTF_8);
        return new Parsed(new HttpRequest(first[0], path, headers, body), bodyStart + size);
    }

    private Parsed chunked(String method, String path, Map<String, String> headers, int start)
            throws MalformedRequestException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int at = start;
        while (true) {
            int lineEnd = find("\r\n", at);
            if (lineEnd < 0) {
                return null;
            }
            int size = number(new String(bytes, at, lineEnd - at, ISO_8859_1).split(";", 2)[0], 16);
            at = lineEnd + 2;
            if (size == 0) {
                // trailers, then an empty line
                int end = find("\r\n\r\n", lineEnd);
                return end < 0
                        ? null
                        : new Parsed(new HttpRequest(method, path, headers, body.toString(UTF_8)), end + 4);
            }
            if (length - at < size + 2) {
                return null;
            }
            body.write(bytes, at, size);
            at += size + 2;
        }
    }

    private static int number(String digits, int radix) throws MalformedRequestException {
        try {
            int number = Integer.parseInt(digits.strip(), radix);
            if (number < 0) {
                throw new MalformedRequestException("a negative length");
            }
            return number;
        } catch (NumberFormatException e) {
            throw new MalformedRequestException("not a length: " + digits);
        }
    }

    private int find(String wanted, int from) {
        byte[] pattern = wanted.getBytes(ISO_8859_1);
        outer:
        for (int i = from; i <= length - pattern.length; i++) {
            for (int j = 0; j < pattern.length; j++) {
                if (bytes[i + j] != pattern[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }
}
