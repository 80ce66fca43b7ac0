package dev.anicut.operators.enrich;

import dev.anicut.model.memory.BudgetLeft;
import dev.anicut.operators.enrich.ChatException.Kind;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * What the stage shows while it runs, in the operator's scope: calls, tokens, dollars, answers that were there already
 * and what they had cost, and the state of the limits and the budget. Counted by many threads.
 */
final class EnrichMetrics {
    private static final double NANOS_PER_DOLLAR = 1e9;

    private final Counter calls;
    private final Counter failedCalls;
    private final Counter refusals;
    private final Counter inputTokens;
    private final Counter outputTokens;
    private final Counter hits;
    private final Counter repairs;
    private final LongAdder cost = new LongAdder();
    private final LongAdder saved = new LongAdder();
    private final Histogram latencyMs;

    EnrichMetrics(MetricGroup group) {
        this.calls = group.counter("numLlmCalls", new ThreadSafeSimpleCounter());
        this.failedCalls = group.counter("numFailedLlmCalls", new ThreadSafeSimpleCounter());
        this.refusals = group.counter("numRateLimited", new ThreadSafeSimpleCounter());
        this.inputTokens = group.counter("numInputTokens", new ThreadSafeSimpleCounter());
        this.outputTokens = group.counter("numOutputTokens", new ThreadSafeSimpleCounter());
        this.hits = group.counter("numCacheHits", new ThreadSafeSimpleCounter());
        this.repairs = group.counter("numRepairs", new ThreadSafeSimpleCounter());
        this.latencyMs = group.histogram("llmLatencyMs", new DescriptiveStatisticsHistogram(512));
        group.gauge("spentUsd", () -> cost.sum() / NANOS_PER_DOLLAR);
        group.gauge("savedUsd", () -> saved.sum() / NANOS_PER_DOLLAR);
    }

    void show(MetricGroup group, CallGate gate, Supplier<BudgetLeft> budget) {
        group.gauge("llmCallsUnderWay", gate::underWay);
        group.gauge("llmCallsWaiting", gate::waiting);
        group.gauge("llmCallLimit", gate::limit);
        group.gauge("llmEndpointUp", () -> gate.isEndpointUp() ? 1 : 0);
        group.gauge("budgetLeftUsd", () -> budget.get().usd());
        group.gauge("budgetLeftTokens", () -> budget.get().tokens());
        group.gauge("budgetLeftShare", () -> budget.get().share());
    }

    void answered(long nanos, Usage usage, long price) {
        calls.inc();
        inputTokens.inc(usage.inputTokens());
        outputTokens.inc(usage.outputTokens());
        cost.add(price);
        synchronized (latencyMs) {
            latencyMs.update(TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    void failed(ChatException failure) {
        calls.inc();
        failedCalls.inc();
        if (failure.kind() == Kind.RATE_LIMITED) {
            refusals.inc();
        }
    }

    void repaired() {
        repairs.inc();
    }

    void hit(long price) {
        hits.inc();
        saved.add(price);
    }
}
