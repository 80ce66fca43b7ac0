package dev.anicut.benchmarks;

/** How many things go on side by side: slots of the pipeline, threads and connections of what it is held against. */
final class Slots {
    static final int COUNT = 2;

    private Slots() {}
}
