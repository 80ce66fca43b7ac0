package dev.anicut.llmdouble;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what the double has received, attempts of each content included; guarded by its owner. */
final class Counters {
    private static final long SECOND = 1_000_000_000L;

    /** What is known of a model and content. */
    private static final class Tally {
        private int attempts;
        private boolean isPaid;
    }

    private final Map<String, Tally> tallies = new HashMap<>();
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

    /** The number of a request that comes now. */
    int attempt(String model, String contentHash) {
        return ++tally(model, contentHash).attempts;
    }

    private Tally tally(String model, String contentHash) {
        return tallies.computeIfAbsent(model + "\n" + contentHash, key -> new Tally());
    }

    void received(LoggedRequest request, long now) {
        requests++;
        perSecond.add(now, 1);
        perMinute.add(now, 1);
        inFlight++;
        maxInFlight = Math.max(maxInFlight, inFlight);
        byStatus.merge(request.status(), 1L, Long::sum);
        if (request.paid()) {
            paid++;
            promptTokens += request.promptTokens();
            completionTokens += request.completionTokens();
            tokensPerMinute.add(now, (long) request.promptTokens() + request.completionTokens());
            Tally tally = tally(request.model(), request.content());
            repeated += tally.isPaid ? 1 : 0;
            tally.isPaid = true;
        }
    }

    void ended() {
        inFlight--;
    }

    int inFlight() {
        return inFlight;
    }

    LlmDoubleStats stats() {
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
