package dev.anicut.operators.enrich;

/**
 * How many requests may be under way: falls while the server answers 429, and recovers. Not thread-safe.
 *
 * <p>It looks at rounds, as many answers as there may be requests under way. A round with refusals lowers the limit by
 * their share, a clean one raises it by a quarter.
 */
final class AdaptiveLimit {
    private final int most;
    private final int least;
    private double limit;
    private int answered;
    private int refused;

    AdaptiveLimit(int most) {
        this.most = most;
        this.least = Math.max(1, most / 16);
        this.limit = most;
    }

    int current() {
        return (int) limit;
    }

    void succeeded() {
        answered++;
        endRound();
    }

    void refused() {
        answered++;
        refused++;
        endRound();
    }

    private void endRound() {
        if (answered < current()) {
            return;
        }
        limit = refused == 0
                ? Math.min(most, Math.max(limit * 1.25, limit + 1))
                : Math.max(least, Math.min(limit - 1, limit * (1 - (double) refused / answered)));
        limit = Math.max(least, limit);
        answered = 0;
        refused = 0;
    }
}
