package dev.anicut.llmdouble;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what the double has received, attempts of each content included. */
final class Counters {
    private static final long SECOND = 1_000_000_000L;

    private final Map<String, Integer> attempts = new HashMap<>();
    private final Set<String> paidContents = new HashSet<>();
    private final Map<Integer, Long> byStatus = new TreeMap<>();
    private final PeakWindow perSecond = new PeakWindow(SECOND);
    private final PeakWindow perMinute = new PeakWindow(60 * SECOND);
    private final PeakWindow tokensPerMinute = new PeakWindow(60 * SECOND);
    private long requests;
    private long paid;
    private long promptTokens;
    private long completionTokens;
    private long repeated;
    private int inFlight;
    private int maxInFlight;

    /** Returns the attempt's number. */
    synchronized int arrived(String model, String content, long now) {
        requests++;
        perSecond.add(now, 1);
        perMinute.add(now, 1);
        inFlight++;
        maxInFlight = Math.max(maxInFlight, inFlight);
        return attempts.merge(model + "\n" + content, 1, Integer::sum);
    }

    synchronized void decided(LoggedRequest request, long now) {
        byStatus.merge(request.status(), 1L, Long::sum);
        if (request.paid()) {
            paid++;
            promptTokens += request.promptTokens();
            completionTokens += request.completionTokens();
            tokensPerMinute.add(now, (long) request.promptTokens() + request.completionTokens());
            if (!paidContents.add(request.model() + "\n" + request.content())) {
                repeated++;
            }
        }
    }

    synchronized void ended() {
        inFlight--;
    }

    synchronized int inFlight() {
        return inFlight;
    }

    synchronized LlmDoubleStats stats() {
        return new LlmDoubleStats(
                requests,
                paid,
                new TreeMap<>(byStatus),
                promptTokens,
                completionTokens,
                repeated,
                inFlight,
                maxInFlight,
                perSecond.peak(),
                perMinute.peak(),
                tokensPerMinute.peak());
    }
}
