package dev.anicut.jobs.source;

import java.util.List;

/**
 * What is left to hand out.
 *
 * @param splits splits that no reader has: those listed ahead, and those that came back from a failed one
 * @param plan where listing goes on
 */
record FileEnumeratorState(List<FileSplit> splits, PlanState plan) {}
