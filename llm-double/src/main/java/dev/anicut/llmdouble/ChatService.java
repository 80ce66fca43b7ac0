package dev.anicut.llmdouble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The protocol: which path does what, and a request's way from its arrival to its end. */
final class ChatService implements HttpLoop.Handler {
    private static final int BEGINS = 60;

    /** Guards log and counters, so that whoever reads them finds them in step. */
    private final Object books = new Object();

    private final RequestLog log;
    private final Counters counters = new Counters();
    private final ChatJudge judge = new ChatJudge();
    private volatile LlmDoubleConfig config;
    private volatile FaultChooser chooser;
    private HttpLoop loop;
    private final String idPrefix = "chatcmpl-double-" + Long.toString(System.currentTimeMillis(), 36) + "-";
    private long lastId;

    ChatService(LlmDoubleConfig config, RequestLog log) {
        this.config = config;
        this.log = log;
    }

    void runsOn(HttpLoop where) {
        loop = where;
    }

    LlmDoubleConfig config() {
        return config;
    }

    void behave(LlmDoubleConfig changed) {
        config = changed;
    }

    void choose(FaultChooser changed) {
        chooser = changed;
    }

    LlmDoubleStats stats() {
        synchronized (books) {
            return counters.stats();
        }
    }

    List<LoggedRequest> requests() {
        synchronized (books) {
            return log.requests();
        }
    }

    @Override
    public void handle(HttpRequest request, HttpConnection connection) {
        String call = request.method() + " " + request.path();
        switch (call) {
            case "POST /v1/chat/completions" -> chat(request, connection);
            case "GET /v1/models" -> connection.reply(models(request));
            case "GET /double/stats" -> connection.reply(HttpReply.json(200, stats().toJson()));
            case "POST /double/options" -> connection.reply(options(request.body()));
            default -> connection.reply(nothingThere(request).reply());
        }
    }

    private void chat(HttpRequest http, HttpConnection connection) {
        LlmDoubleConfig now = config;
        long arrived = System.nanoTime();
        ChatRequest request = read(http.body());
        ChatRequest numbered = request.withAttempt(counters.attempt(request.model(), request.contentHash()));
        String id = idPrefix + ++lastId;
        Outcome outcome = request.body().isObject()
                ? judge.judge(id, numbered, key(http), now, chooser)
                : Outcome.refused(ApiError.invalid("We could not parse the JSON body of your request.", null, null));
        synchronized (books) {
            LoggedRequest logged = logged(id, numbered, outcome);
            counters.received(logged, arrived);
            log.received(logged);
        }
        connection.onEnd(end -> {
            synchronized (books) {
                counters.ended();
                log.ended(id, LoggedRequest.End.valueOf(end.name()));
            }
        });
        if (outcome.fault() == Fault.HANG) {
            return;
        }
        loop.after(outcome.delay(), () -> send(outcome, now, connection));
    }

    private void send(Outcome outcome, LlmDoubleConfig now, HttpConnection connection) {
        switch (outcome.fault()) {
            case RESET -> connection.reset();
            case SLOW_BODY -> {
                connection.write(outcome.reply().headBytes(), false);
                drip(outcome.reply().bodyBytes(), 0, now, connection);
            }
            case STALL -> {
                byte[] body = outcome.reply().bodyBytes();
                connection.write(outcome.reply().headBytes(), false);
                connection.write(Arrays.copyOf(body, body.length / 2), false);
            }
            default -> connection.reply(outcome.reply());
        }
    }

    private void drip(byte[] body, int from, LlmDoubleConfig now, HttpConnection connection) {
        if (connection.isClosed()) {
            return;
        }
        int to = Math.min(body.length, from + now.dripBytes());
        connection.write(Arrays.copyOfRange(body, from, to), to == body.length);
        if (to < body.length) {
            loop.after(now.dripInterval(), () -> drip(body, to, now, connection));
        }
    }

    private LoggedRequest logged(String id, ChatRequest request, Outcome outcome) {
        String begins = request.document().replaceAll("\\s+", " ");
        return new LoggedRequest(
                id,
                Instant.now(),
                request.model(),
                request.contentHash(),
                Dice.hash(request.document()),
                begins.substring(0, Math.min(BEGINS, begins.length())),
                request.attempt(),
                request.promptTokens(),
                outcome.completionTokens(),
                outcome.status(),
                outcome.fault(),
                outcome.error(),
                counters.inFlight() + 1,
                LoggedRequest.End.OPEN);
    }

    private static ChatRequest read(String body) {
        try {
            return ChatRequest.of(Json.read(body));
        } catch (JsonProcessingException e) {
            return new ChatRequest(Json.node(body), "", List.of(), body, body, 0);
        }
    }

    private static String key(HttpRequest request) {
        return request.headers().getOrDefault("authorization", "").replaceFirst("(?i)^bearer +", "");
    }

    private HttpReply models(HttpRequest request) {
        if (config.key() != null && !config.key().equals(key(request))) {
            return ApiError.wrongKey(key(request)).reply();
        }
        ArrayNode models = Json.array();
        for (String model : config.models()) {
            models.add(Json.object()
                    .put("id", model)
                    .put("object", "model")
                    .put("created", 0)
                    .put("owned_by", LlmDoubleConfig.MODEL));
        }
        JsonNode list = Json.object().put("object", "list").set("data", models);
        return HttpReply.json(200, list.toString());
    }

    private HttpReply options(String body) {
        try {
            behave(LlmDoubleOptions.apply(config, LlmDoubleOptions.words(body)));
            return HttpReply.json(
                    200, Json.object().put("config", config.toString()).toString());
        } catch (InvalidOptionException e) {
            return ApiError.invalid(e.getMessage(), null, null).reply();
        }
    }

    private static ApiError nothingThere(HttpRequest request) {
        boolean known = List.of("/v1/chat/completions", "/v1/models", "/double/stats", "/double/options")
                .contains(request.path());
        String message = known
                ? "Not allowed to " + request.method() + " on " + request.path() + "."
                : "Invalid URL (" + request.method() + " " + request.path() + ")";
        return new ApiError(known ? 405 : 404, message, "invalid_request_error", null, null);
    }
}
