package dev.anicut.jobs.run;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How long the parts of a start took, from the start of the JVM on. */
final class Phases {
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long last = ManagementFactory.getRuntimeMXBean().getStartTime();

    /** Ends a phase now. */
    void done(String phase) {
        long now = System.currentTimeMillis();
        seconds.put(phase, (now - last) / 1000.0);
        last = now;
    }

    @Override
    public String toString() {
        return seconds.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %.1f s", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
