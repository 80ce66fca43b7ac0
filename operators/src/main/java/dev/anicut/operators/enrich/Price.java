package dev.anicut.operators.enrich;

import java.io.Serializable;

/** What a model costs, in dollars per million tokens. Costs are reckoned in billionths of a dollar. */
record Price(double input, double output) implements Serializable {
    private static final double NANOS_PER_DOLLAR_OVER_MILLION = 1e9 / 1e6;

    long of(Usage usage) {
        return Math.round(
                (usage.inputTokens() * input + usage.outputTokens() * output) * NANOS_PER_DOLLAR_OVER_MILLION);
    }
}
