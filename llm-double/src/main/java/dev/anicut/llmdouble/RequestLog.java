package dev.anicut.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Every request that was received: a list, and where a directory is given two files of JSON Lines, {@code requests.jsonl}
 * with a line for each request, written before anything is done about it, and {@code ends.jsonl} with a line for each that
 * ended. A line is handed to the system whole before the answer goes out, so it is there after a kill -9. Guarded by its owner.
 */
final class RequestLog implements Closeable {
    static final String REQUESTS = "requests.jsonl";
    static final String ENDS = "ends.jsonl";

    private final Map<String, LoggedRequest> requests = new LinkedHashMap<>();
    private final boolean keepsEnded;
    private final FileChannel requestFile;
    private final FileChannel endFile;

    /**
     * @param directory null writes no files
     * @param keepsEnded whether requests that ended stay in the list
     */
    RequestLog(Path directory, boolean keepsEnded) throws IOException {
        this.keepsEnded = keepsEnded;
        requestFile = directory == null ? null : open(directory, REQUESTS);
        endFile = directory == null ? null : open(directory, ENDS);
    }

    private static FileChannel open(Path directory, String name) throws IOException {
        Files.createDirectories(directory);
        return FileChannel.open(directory.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void received(LoggedRequest request) {
        requests.put(request.id(), request);
        write(requestFile, json(request));
    }

    void ended(String id, LoggedRequest.End end) {
        LoggedRequest request = requests.get(id);
        if (keepsEnded) {
            requests.put(id, request.ended(end));
        } else {
            requests.remove(id);
        }
        ObjectNode line = Json.object().put("id", id).put("end", label(end));
        write(
                endFile,
                line.put(
                        "seconds",
                        Duration.between(request.time(), Instant.now()).toNanos() / 1e9));
    }

    List<LoggedRequest> requests() {
        return new ArrayList<>(requests.values());
    }

    static List<LoggedRequest> read(Path directory) throws IOException {
        Map<String, LoggedRequest> read = new LinkedHashMap<>();
        for (JsonNode line : lines(directory.resolve(REQUESTS))) {
            read.put(line.path("id").asText(), request(line));
        }
        for (JsonNode line : lines(directory.resolve(ENDS))) {
            LoggedRequest.End end =
                    LoggedRequest.End.valueOf(line.path("end").asText().toUpperCase(Locale.ROOT));
            read.computeIfPresent(line.path("id").asText(), (id, open) -> open.ended(end));
        }
        return new ArrayList<>(read.values());
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                lines.add(Json.read(line));
            }
        }
        return lines;
    }

    private static ObjectNode json(LoggedRequest request) {
        return Json.object()
                .put("id", request.id())
                .put("time", request.time().toString())
                .put("model", request.model())
                .put("content", request.content())
                .put("document", request.document())
                .put("begins", request.begins())
                .put("attempt", request.attempt())
                .put("prompt_tokens", request.promptTokens())
                .put("completion_tokens", request.completionTokens())
                .put("status", request.status())
                .put("fault", request.fault().label())
                .put("error", request.error())
                .put("in_flight", request.inFlight());
    }

    private static LoggedRequest request(JsonNode line) {
        return new LoggedRequest(
                line.path("id").asText(),
                Instant.parse(line.path("time").asText()),
                line.path("model").asText(),
                line.path("content").asText(),
                line.path("document").asText(),
                line.path("begins").asText(),
                line.path("attempt").asInt(),
                line.path("prompt_tokens").asInt(),
                line.path("completion_tokens").asInt(),
                line.path("status").asInt(),
                Fault.valueOf(
                        line.path("fault").asText().toUpperCase(Locale.ROOT).replace('-', '_')),
                line.path("error").asText(),
                line.path("in_flight").asInt(),
                LoggedRequest.End.OPEN);
    }

    private static String label(LoggedRequest.End end) {
        return end.name().toLowerCase(Locale.ROOT);
    }

    private static void write(FileChannel file, ObjectNode line) {
        if (file == null) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (requestFile != null) {
            requestFile.close();
            endFile.close();
        }
    }
}
