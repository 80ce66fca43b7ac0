package dev.anicut.model;

/**
 * What one subtask has counted since its last delta.
 *
 * @param runId the run
 * @param counts one addition for each {@link LedgerEntry}, in its order
 */
public record LedgerDelta(String runId, long[] counts) {}
