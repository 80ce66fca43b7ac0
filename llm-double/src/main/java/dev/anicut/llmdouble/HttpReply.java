package dev.anicut.llmdouble;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** A reply: status, headers and a body of JSON, or of what was made of it. */
record HttpReply(int status, Map<String, String> headers, String body) {

    static HttpReply json(int status, String body) {
        return new HttpReply(status, Map.of(), body);
    }

    HttpReply with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new HttpReply(status, all, body);
    }

    byte[] bodyBytes() {
        return body.getBytes(UTF_8);
    }

    /** Status line and headers, which announce the whole body. */
    byte[] headBytes() {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ');
        head.append(reason()).append("\r\nServer: anicut-llm-double\r\nContent-Type: application/json\r\nDate: ");
        head.append(date(ZonedDateTime.now(ZoneOffset.UTC)));
        head.append("\r\nContent-Length: ").append(bodyBytes().length).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    static String date(ZonedDateTime time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.withZoneSameInstant(ZoneOffset.UTC));
    }

    private String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
