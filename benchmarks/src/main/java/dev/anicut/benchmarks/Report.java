package dev.anicut.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a benchmark found: medians of the rounds, and the median over the rounds of each ratio, beside its target. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String benchmark;
    private final String unit;
    private final Map<String, Object> input = new LinkedHashMap<>();
    private final Map<String, List<Double>> results = new LinkedHashMap<>();
    private final List<Check> checks = new ArrayList<>();

    Report(String benchmark, String unit) {
        this.benchmark = benchmark;
        this.unit = unit;
    }

    /** A number that has a target, or is there for comparison. */
    private record Check(String name, double value, Double least, Double most) {
        private boolean met() {
            return (least == null || value >= least) && (most == null || value <= most);
        }

        private String target() {
            return least != null
                    ? String.format(Locale.ROOT, ">= %,.2f", least)
                    : String.format(Locale.ROOT, "<= %,.2f", most);
        }
    }

    Report input(String name, Object value) {
        input.put(name, value);
        return this;
    }

    Report results(Map<String, List<Double>> rounds) {
        results.putAll(rounds);
        return this;
    }

    Report ratio(String one, String other, Double least) {
        return check(one + " / " + other, ratio(results.get(one), results.get(other)), least, null);
    }

    Report check(String name, double value, Double least, Double most) {
        checks.add(new Check(name, value, least, most));
        return this;
    }

    private static double ratio(List<Double> one, List<Double> other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < one.size(); round++) {
            ratios.add(one.get(round) / other.get(round));
        }
        return median(ratios);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    ObjectNode json() {
        ObjectNode node = JSON.createObjectNode();
        node.put("benchmark", benchmark);
        node.put("unit", unit);
        node.set("machine", JSON.valueToTree(Machine.describe()));
        node.set("input", JSON.valueToTree(input));
        ArrayNode contestants = node.putArray("contestants");
        results.forEach((name, rounds) -> {
            ObjectNode contestant = contestants.addObject();
            contestant.put("name", name);
            contestant.put("median", rounded(median(rounds)));
            ArrayNode values = contestant.putArray("rounds");
            rounds.forEach(value -> values.add(rounded(value)));
        });
        ArrayNode targets = node.putArray("checks");
        for (Check check : checks) {
            ObjectNode target = targets.addObject();
            target.put("name", check.name());
            target.put("value", rounded(check.value()));
            if (check.least() != null) {
                target.put("least", check.least());
            }
            if (check.most() != null) {
                target.put("most", check.most());
            }
            if (check.least() != null || check.most() != null) {
                target.put("met", check.met());
            }
        }
        return node;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%n%s: %s%n", benchmark, Machine.line()));
        input.forEach((name, value) -> text.append(String.format(Locale.ROOT, "  %s: %s%n", name, value)));
        text.append(String.format(Locale.ROOT, "%n%-44s %12s  rounds%n", "", unit));
        results.forEach((name, rounds) -> {
            text.append(String.format(Locale.ROOT, "%-44s %,12.1f ", name, median(rounds)));
            rounds.forEach(value -> text.append(String.format(Locale.ROOT, " %,.1f", value)));
            text.append(System.lineSeparator());
        });
        text.append(System.lineSeparator());
        for (Check check : checks) {
            text.append(String.format(Locale.ROOT, "%-72s %,10.2f", check.name(), check.value()));
            if (check.least() != null || check.most() != null) {
                text.append("  target ").append(check.target()).append(check.met() ? ": met" : ": missed");
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
