/** Measures the whole beside its limits and its rivals, on the same input, in turns. */
package dev.anicut.benchmarks;
