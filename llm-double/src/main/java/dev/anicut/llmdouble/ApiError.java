package dev.anicut.llmdouble;

/** An error as OpenAI words it: {@code {"error": {"message", "type", "param", "code"}}}. */
record ApiError(int status, String message, String type, String param, String code) {

    static ApiError invalid(String message, String param, String code) {
        return new ApiError(400, message, "invalid_request_error", param, code);
    }

    static ApiError wrongKey(String given) {
        String message = given.isEmpty()
                ? "You didn't provide an API key."
                : "Incorrect API key provided: " + given.substring(0, Math.min(4, given.length())) + "****.";
        return new ApiError(401, message, "invalid_request_error", null, "invalid_api_key");
    }

    static ApiError unknownModel(String model) {
        String message = "The model `" + model + "` does not exist or you do not have access to it.";
        return new ApiError(404, message, "invalid_request_error", "model", "model_not_found");
    }

    static ApiError rateLimit() {
        return new ApiError(
                429, "Rate limit reached. Please try again later.", "requests", null, "rate_limit_exceeded");
    }

    static ApiError of(Fault fault) {
        return switch (fault) {
            case RATE_LIMIT -> rateLimit();
            case QUOTA ->
                new ApiError(
                        429,
                        "You exceeded your current quota, please check your plan and billing details.",
                        "insufficient_quota",
                        null,
                        "insufficient_quota");
            case UNAVAILABLE_503 ->
                new ApiError(503, "The server is overloaded or not ready yet.", "server_error", null, "overloaded");
            default ->
                new ApiError(500, "The server had an error while processing your request.", "server_error", null, null);
        };
    }

    String codeOrEmpty() {
        return code == null ? "" : code;
    }

    HttpReply reply() {
        var error = Json.object().put("message", message).put("type", type);
        error.put("param", param).put("code", code);
        return HttpReply.json(status, Json.object().set("error", error).toString());
    }
}
