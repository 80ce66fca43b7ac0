package dev.anicut.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Contestants that take turns in one run, every second round in reverse, so that what disturbs one disturbs all. */
final class Contest {
    /** Something that is measured; its result is in units a second. */
    @FunctionalInterface
    interface Contestant {
        double measure() throws Exception;
    }

    private final Map<String, Contestant> contestants = new LinkedHashMap<>();
    private final Map<String, List<Double>> results = new LinkedHashMap<>();

    Contest with(String name, Contestant contestant) {
        contestants.put(name, contestant);
        results.put(name, new ArrayList<>());
        return this;
    }

    void run(int rounds) throws Exception {
        List<String> order = new ArrayList<>(contestants.keySet());
        for (int round = 1; round <= rounds; round++) {
            for (String name : order) {
                double result = contestants.get(name).measure();
                results.get(name).add(result);
                System.err.printf(Locale.ROOT, "round %d of %d: %s %,.1f/s%n", round, rounds, name, result);
            }
            Collections.reverse(order);
        }
    }

    /** By contestant, one result for each round. */
    Map<String, List<Double>> results() {
        return results;
    }
}
