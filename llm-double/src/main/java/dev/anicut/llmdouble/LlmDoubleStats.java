package dev.anicut.llmdouble;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What the double has counted since it was started.
 *
 * @param requests received
 * @param paid answered with 200, whether or not the client waited for it
 * @param byStatus requests for each status; 0 is none, when it hung or was reset
 * @param promptTokens of the paid ones
 * @param completionTokens of the paid ones
 * @param repeated paid ones beyond the first for a model and content
 * @param inFlight under way now
 * @param maxInFlight most under way at once
 * @param maxPerSecond most received within any second
 * @param maxPerMinute most received within any 60 seconds
 * @param maxTokensPerMinute most tokens, of prompts and answers, paid within any 60 seconds
 */
public record LlmDoubleStats(
        long requests,
        long paid,
        Map<Integer, Long> byStatus,
        long promptTokens,
        long completionTokens,
        long repeated,
        int inFlight,
        int maxInFlight,
        long maxPerSecond,
        long maxPerMinute,
        long maxTokensPerMinute) {

    String toJson() {
        return Json.object()
                .put("server", "anicut-llm-double: a test double, no language model")
                .put("requests", requests)
                .put("paid", paid)
                .<ObjectNode>set("by_status", Json.node(byStatus))
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("repeated", repeated)
                .put("in_flight", inFlight)
                .put("max_in_flight", maxInFlight)
                .put("max_per_second", maxPerSecond)
                .put("max_per_minute", maxPerMinute)
                .put("max_tokens_per_minute", maxTokensPerMinute)
                .toString();
    }
}
