package dev.anicut.llmdouble;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.llmdouble.LlmDoubleConfig.JsonSchemaSupport;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** Decides what a request gets: key, model, form, limits, fault, answer, in this order. */
final class ChatJudge {
    private final RateLimits limits = new RateLimits();

    Outcome judge(String id, ChatRequest request, String givenKey, LlmDoubleConfig config, FaultChooser chooser) {
        ApiError refusal = refusal(request, givenKey, config);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        Fault chosen = chooser == null ? null : chooser.choose(request);
        Fault fault = chosen != null ? chosen : FaultChooser.byShares(request, config);
        Outcome outcome = answer(id, request, fault, config);
        RateLimits.Verdict verdict =
                limits.admit(config, request.promptTokens() + outcome.completionTokens(), System.nanoTime());
        if (!verdict.admitted()) {
            HttpReply reply = ApiError.rateLimit()
                    .reply()
                    .with(retryAfter(Duration.ofNanos(verdict.waitNanos()), config))
                    .with(verdict.headers());
            return new Outcome(Fault.NONE, "rate_limit_exceeded", reply, 0, Duration.ZERO);
        }
        if (outcome.reply() == null) {
            return outcome;
        }
        return new Outcome(
                fault,
                outcome.error(),
                outcome.reply().with(verdict.headers()),
                outcome.completionTokens(),
                outcome.delay());
    }

    private static ApiError refusal(ChatRequest request, String givenKey, LlmDoubleConfig config) {
        if (config.key() != null && !config.key().equals(givenKey)) {
            return ApiError.wrongKey(givenKey);
        }
        if (request.model().isEmpty()) {
            return ApiError.invalid("you must provide a model parameter", null, null);
        }
        if (!config.models().contains(request.model())) {
            return ApiError.unknownModel(request.model());
        }
        if (request.messages().isEmpty()) {
            return ApiError.invalid(
                    "Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
        }
        if (request.body().path("stream").asBoolean()) {
            return ApiError.invalid("The double does not stream.", "stream", "unsupported_value");
        }
        if (config.contextTokens() > 0 && request.promptTokens() > config.contextTokens()) {
            String message = "This model's maximum context length is " + config.contextTokens()
                    + " tokens. However, your messages resulted in " + request.promptTokens() + " tokens.";
            return ApiError.invalid(message, "messages", "context_length_exceeded");
        }
        return formatRefusal(request, config);
    }

    private static ApiError formatRefusal(ChatRequest request, LlmDoubleConfig config) {
        return switch (request.format()) {
            case "text" -> null;
            case "json_object" ->
                request.messages().stream().anyMatch(message -> message.matches("(?is).*json.*"))
                        ? null
                        : ApiError.invalid(
                                "'messages' must contain the word 'json' in some form, to use 'response_format' of type"
                                        + " 'json_object'.",
                                "messages",
                                null);
            case "json_schema" -> {
                if (config.jsonSchema() == JsonSchemaSupport.REJECT) {
                    yield ApiError.invalid(
                            "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
                            "response_format",
                            null);
                }
                String complaint = StrictSchema.complaint(
                        request.body().path("response_format").path("json_schema"));
                yield complaint == null ? null : ApiError.invalid(complaint, "response_format", null);
            }
            default ->
                ApiError.invalid("Invalid value: 'response_format.type'.", "response_format.type", "invalid_value");
        };
    }

    private static Outcome answer(String id, ChatRequest request, Fault fault, LlmDoubleConfig config) {
        Duration latency = config.latency().draw(config.seed(), request.user(), request.attempt());
        return switch (fault) {
            case HANG -> new Outcome(fault, "", null, 0, Duration.ZERO);
            case RESET -> new Outcome(fault, "", null, 0, latency);
            case RATE_LIMIT, UNAVAILABLE_503 -> {
                HttpReply reply = ApiError.of(fault).reply().with(retryAfter(config.retryAfterTime(), config));
                yield new Outcome(fault, ApiError.of(fault).codeOrEmpty(), reply, 0, Duration.ZERO);
            }
            case QUOTA ->
                new Outcome(
                        fault,
                        ApiError.of(fault).codeOrEmpty(),
                        ApiError.of(fault).reply(),
                        0,
                        Duration.ZERO);
            case ERROR_500 -> new Outcome(fault, "", ApiError.of(fault).reply(), 0, latency);
            default -> completion(id, request, fault, config, fault == Fault.SLOW_BODY ? Duration.ZERO : latency);
        };
    }

    private static Outcome completion(
            String id, ChatRequest request, Fault fault, LlmDoubleConfig config, Duration delay) {
        String content = Answers.content(request, fault, config);
        int most = request.mostTokens() == 0 ? Integer.MAX_VALUE : request.mostTokens();
        boolean cut = fault == Fault.TRUNCATED || ChatRequest.tokens(content.length()) > most;
        if (cut) {
            content = content.substring(0, (int) Math.min(content.length() / 2, most * 4L));
        }
        int tokens = ChatRequest.tokens(content.length());
        ObjectNode message = Json.object().put("role", "assistant");
        if (fault == Fault.REFUSAL) {
            message.putNull("content").put("refusal", "I'm sorry, I can't help with that.");
        } else {
            message.put("content", content).putNull("refusal");
        }
        ObjectNode choice = Json.object().put("index", 0).set("message", message);
        choice.putNull("logprobs").put("finish_reason", cut ? "length" : "stop");
        ObjectNode body = Json.object()
                .put("id", id)
                .put("object", "chat.completion")
                .put("created", System.currentTimeMillis() / 1000)
                .put("model", reportedModel(request.model()))
                .set("choices", Json.array().add(choice));
        body.set(
                "usage",
                Json.object()
                        .put("prompt_tokens", request.promptTokens())
                        .put("completion_tokens", tokens)
                        .put("total_tokens", request.promptTokens() + tokens));
        String text = body.put("system_fingerprint", LlmDoubleConfig.MODEL).toString();
        String sent = fault == Fault.MALFORMED_BODY ? text.substring(0, text.length() / 2) : text;
        return new Outcome(fault, "", HttpReply.json(200, sent), tokens, delay);
    }

    /** Whatever name it answers to, an answer says that it is a double's. */
    static String reportedModel(String model) {
        return model.equals(LlmDoubleConfig.MODEL) ? model : LlmDoubleConfig.MODEL + ":" + model;
    }

    private static Map<String, String> retryAfter(Duration wait, LlmDoubleConfig config) {
        Map<String, String> headers = new LinkedHashMap<>();
        long millis = (wait.toNanos() + 999_999) / 1_000_000;
        long seconds = Math.max(1, (millis + 999) / 1000);
        switch (config.retryAfter()) {
            case SECONDS -> headers.put("Retry-After", String.valueOf(seconds));
            case DATE -> {
                // a date has no fractions: the next whole second, lest it be early
                ZonedDateTime then =
                        ZonedDateTime.now(ZoneOffset.UTC).plus(wait).plusNanos(999_999_999);
                headers.put("Retry-After", HttpReply.date(then));
            }
            case MILLIS -> {
                headers.put("Retry-After", String.valueOf(seconds));
                headers.put("retry-after-ms", String.valueOf(millis));
            }
            case NONE -> {}
        }
        return headers;
    }
}
