package dev.anicut.datasets;

/**
 * A SplitMix64 generator that can be set to any place: what is thrown for one document depends on nothing that was
 * thrown for another, so a document can be made again without those before it.
 */
final class Dice {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** Throws for one document; a purpose of its own keeps two questions about it independent. */
    Dice(long seed, Purpose purpose, long index) {
        state = mix(mix(seed + purpose.ordinal() * GOLDEN_GAMMA) + index * GOLDEN_GAMMA);
    }

    enum Purpose {
        KIND,
        ORIGINAL,
        TEXT,
        REVISION,
        DAMAGE,
        STANDING
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** From 0 to below the bound; the bias of the remainder is below 1 in 2³⁰ for bounds of a hundred million. */
    long below(long bound) {
        return Long.remainderUnsigned(next() >>> 1, bound);
    }

    int below(int bound) {
        return (int) below((long) bound);
    }

    /** From 0 to below 1. */
    double share() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    boolean chance(double probability) {
        return share() < probability;
    }
}
