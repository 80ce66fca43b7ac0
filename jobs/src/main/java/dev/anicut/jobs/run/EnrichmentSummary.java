package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import dev.anicut.operators.enrich.EnrichConfig;
import dev.anicut.sinks.postgres.RunCosts;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;

/** What a command says about the enrichment of a run: what became of documents, and what it cost by model. */
final class EnrichmentSummary {
    private final EnrichConfig config;
    private final boolean on;
    private final Ledger ledger;
    private final SortedMap<String, RunCosts> costs;
    private final RunCosts sum;

    private EnrichmentSummary(EnrichConfig config, Ledger ledger, SortedMap<String, RunCosts> costs) {
        this.config = config;
        this.on = !config.isNone();
        this.ledger = ledger;
        this.costs = costs;
        this.sum = costs.values().stream().reduce(RunCosts.NONE, RunCosts::plus);
    }

    static EnrichmentSummary of(EnrichConfig config, Ledger ledger, SortedMap<String, RunCosts> costs) {
        return new EnrichmentSummary(config, ledger, costs);
    }

    static EnrichmentSummary off(Ledger ledger) {
        return of(EnrichConfig.from(new Configuration()), ledger, new TreeMap<>());
    }

    ObjectNode json() {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("on", on);
        if (on) {
            node.put("enriched", ledger.get(LedgerEntry.ENRICHED));
            node.put("failed", ledger.get(LedgerEntry.ENRICHMENT_FAILED));
            node.put("skipped", ledger.get(LedgerEntry.ENRICHMENT_SKIPPED));
            put(node, sum);
            if (hasTiers()) {
                node.put("saved_by_tiers_usd", savedByTiers() / 1e9);
            }
            ObjectNode models = node.putObject("models");
            costs.forEach((model, cost) -> put(models.putObject(model), cost));
        }
        return node;
    }

    private boolean hasTiers() {
        return config.models().size() > 1;
    }

    /** Without tiers the last model would have been asked all that the first was asked, and nobody else anything. */
    private long savedByTiers() {
        RunCosts first = costs.getOrDefault(config.models().get(0), RunCosts.NONE);
        return config.costWithoutTiers(first.inputTokens(), first.outputTokens()) - sum.costNanos();
    }

    private static void put(ObjectNode node, RunCosts cost) {
        node.put("calls", cost.calls());
        node.put("failed_calls", cost.failedCalls());
        node.put("input_tokens", cost.inputTokens());
        node.put("output_tokens", cost.outputTokens());
        node.put("cost_usd", cost.costNanos() / 1e9);
        node.put("cache_hits", cost.cacheHits());
        node.put("saved_usd", cost.savedNanos() / 1e9);
    }

    String text() {
        if (!on) {
            return "  enrichment     off: enrich.llm.url and enrich.llm.model turn it on\n";
        }
        StringBuilder text = new StringBuilder();
        line(text, "enriched", ledger.get(LedgerEntry.ENRICHED), "");
        line(text, "failed", ledger.get(LedgerEntry.ENRICHMENT_FAILED), "marked enrichment_failed, see dead_letters");
        line(
                text,
                "skipped",
                ledger.get(LedgerEntry.ENRICHMENT_SKIPPED),
                "the budget was spent; more of it takes them");
        line(text, "calls", sum.calls(), costs(sum));
        line(
                text,
                "cache hits",
                sum.cacheHits(),
                String.format(Locale.ROOT, "answers that were there, $%.4f saved", sum.savedNanos() / 1e9));
        if (hasTiers()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-14s %12s  $%.4f saved by asking cheaper models first%n",
                    "tiers",
                    "",
                    savedByTiers() / 1e9));
        }
        if (costs.size() > 1) {
            for (Map.Entry<String, RunCosts> model : costs.entrySet()) {
                RunCosts cost = model.getValue();
                text.append(String.format(
                        Locale.ROOT,
                        "    %s: %s, %.1f %%, %s%n",
                        model.getKey(),
                        Quantity.of(cost.calls(), "call"),
                        100.0 * cost.calls() / Math.max(1, sum.calls()),
                        costs(cost)));
            }
        }
        return text.toString();
    }

    private static String costs(RunCosts cost) {
        return String.format(
                Locale.ROOT,
                "%s%s in, %,d out, $%.4f",
                cost.failedCalls() == 0 ? "" : String.format(Locale.ROOT, "%,d of them failed, ", cost.failedCalls()),
                Quantity.of(cost.inputTokens(), "token"),
                cost.outputTokens(),
                cost.costNanos() / 1e9);
    }

    private static void line(StringBuilder text, String name, long count, String remark) {
        text.append(String.format(Locale.ROOT, "  %-14s %,12d  %s", name, count, remark)
                        .stripTrailing())
                .append('\n');
    }
}
