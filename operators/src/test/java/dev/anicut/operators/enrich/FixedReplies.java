package dev.anicut.operators.enrich;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A server that says the same to whoever asks: for replies that the double, which keeps to the protocol, never gives. */
final class FixedReplies implements AutoCloseable {
    private final HttpServer server;
    private volatile int status = 200;
    private volatile Map<String, String> headers = Map.of();
    private volatile byte[] body = {};
    private volatile Asked asked;

    /** A request's path with its query, and its headers. */
    record Asked(String path, Headers headers) {
        String header(String name) {
            return headers.getFirst(name);
        }
    }

    FixedReplies() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked = new Asked(exchange.getRequestURI().toString(), exchange.getRequestHeaders());
            exchange.getRequestBody().readAllBytes();
            headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            } catch (IOException e) {
                // whoever asked has heard enough
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    void say(int newStatus, String newBody) {
        say(newStatus, newBody.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    void say(int newStatus, byte[] newBody, Map<String, String> newHeaders) {
        status = newStatus;
        headers = newHeaders;
        body = newBody;
    }

    /** The latest request. */
    Asked asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
