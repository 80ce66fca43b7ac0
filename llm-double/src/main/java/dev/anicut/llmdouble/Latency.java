package dev.anicut.llmdouble;

import java.time.Duration;
import java.util.Locale;

/**
 * How long answers take: a distribution, from which each attempt of each content draws its own, always the same, value.
 *
 * @param from the fixed value, the least value, or the median
 * @param to the largest value of a uniform distribution
 * @param sigma the standard deviation of the logarithm
 */
public record Latency(Kind kind, Duration from, Duration to, double sigma) {
    private static final Duration MOST = Duration.ofHours(1);

    /** The distribution's shape. */
    public enum Kind {
        FIXED,
        UNIFORM,
        LOGNORMAL
    }

    public static Latency fixed(Duration value) {
        return new Latency(Kind.FIXED, value, value, 0);
    }

    public static Latency uniform(Duration from, Duration to) {
        return new Latency(Kind.UNIFORM, from, to, 0);
    }

    /** Half of the values are below the median; with a sigma of 0.5 one in a hundred is above three times the median. */
    public static Latency lognormal(Duration median, double sigma) {
        return new Latency(Kind.LOGNORMAL, median, median, sigma);
    }

    Duration draw(long seed, String content, int attempt) {
        double nanos =
                switch (kind) {
                    case FIXED -> from.toNanos();
                    case UNIFORM ->
                        from.toNanos()
                                + Dice.share(seed, "latency", content, attempt)
                                        * to.minus(from).toNanos();
                    case LOGNORMAL -> from.toNanos() * Math.exp(sigma * normal(seed, content, attempt));
                };
        return Duration.ofNanos((long) Math.min(nanos, MOST.toNanos()));
    }

    private static double normal(long seed, String content, int attempt) {
        double radius = Math.sqrt(-2 * Math.log(1 - Dice.share(seed, "latency", content, attempt)));
        return radius * Math.cos(2 * Math.PI * Dice.share(seed, "latency angle", content, attempt));
    }

    @Override
    public String toString() {
        return switch (kind) {
            case FIXED -> "fixed:" + from.toMillis() + "ms";
            case UNIFORM -> "uniform:" + from.toMillis() + "ms," + to.toMillis() + "ms";
            case LOGNORMAL -> String.format(Locale.ROOT, "lognormal:%dms,%s", from.toMillis(), sigma);
        };
    }
}
