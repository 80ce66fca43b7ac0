package dev.anicut.llmdouble;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Requests and tokens a minute, counted over a sliding window; what is refused does not count. */
final class RateLimits {
    private record Admitted(long nanos, long tokens) {}

    private final Deque<Admitted> window = new ArrayDeque<>();
    private long tokensInWindow;

    /**
     * What was decided.
     *
     * @param waitNanos until the same request would be admitted; 0 if it was
     * @param headers the x-ratelimit headers
     */
    record Verdict(long waitNanos, Map<String, String> headers) {
        boolean admitted() {
            return waitNanos == 0;
        }
    }

    Verdict admit(LlmDoubleConfig config, long tokens, long now) {
        long span = config.limitWindow().toNanos();
        while (!window.isEmpty() && now - window.peek().nanos >= span) {
            tokensInWindow -= window.poll().tokens;
        }
        long wait = Math.max(waitForRequests(config, now, span), waitForTokens(config, tokens, now, span));
        if (wait == 0) {
            window.add(new Admitted(now, tokens));
            tokensInWindow += tokens;
        }
        return new Verdict(wait, headers(config, now, span));
    }

    private long waitForRequests(LlmDoubleConfig config, long now, long span) {
        int limit = config.requestsPerMinute();
        if (limit == 0 || window.size() < limit) {
            return 0;
        }
        int over = window.size() - limit + 1;
        for (Admitted admitted : window) {
            if (--over == 0) {
                return admitted.nanos + span - now;
            }
        }
        return span;
    }

    private long waitForTokens(LlmDoubleConfig config, long tokens, long now, long span) {
        long limit = config.tokensPerMinute();
        long over = tokensInWindow + tokens - limit;
        if (limit == 0 || over <= 0) {
            return 0;
        }
        for (Admitted admitted : window) {
            over -= admitted.tokens;
            if (over <= 0) {
                return admitted.nanos + span - now;
            }
        }
        return span;
    }

    private Map<String, String> headers(LlmDoubleConfig config, long now, long span) {
        Map<String, String> headers = new LinkedHashMap<>();
        long reset = window.isEmpty() ? 0 : window.peekLast().nanos + span - now;
        if (config.requestsPerMinute() > 0) {
            put(headers, "requests", config.requestsPerMinute(), config.requestsPerMinute() - window.size(), reset);
        }
        if (config.tokensPerMinute() > 0) {
            put(headers, "tokens", config.tokensPerMinute(), config.tokensPerMinute() - tokensInWindow, reset);
        }
        return headers;
    }

    private static void put(Map<String, String> headers, String what, long limit, long left, long resetNanos) {
        headers.put("x-ratelimit-limit-" + what, String.valueOf(limit));
        headers.put("x-ratelimit-remaining-" + what, String.valueOf(Math.max(0, left)));
        headers.put("x-ratelimit-reset-" + what, String.format(Locale.ROOT, "%.3fs", resetNanos / 1e9));
    }
}
