package dev.anicut.sinks.postgres;

import java.time.Instant;
import java.util.Map;

/**
 * A run as {@code runs} holds it.
 *
 * @param settings as they were given, secrets masked
 */
public record Run(String runId, String job, Instant started, boolean finished, Map<String, String> settings) {}
