package dev.anicut.datasets;

/**
 * What stands at each place of the data set: a pure function of the options, so that any shard can be written without
 * the others, and a duplicate can refer to any earlier document without its text being kept.
 *
 * <p>Repeats and later versions refer within their shard, which is read in order, and never to the same document. So
 * the outcomes of a backfill are the same however the shards are interleaved.
 */
final class Plan {
    /** With the most that is not fresh, 0.9, one in eight hundred searches ends without a find. */
    private static final int TRIES = 64;

    private static final long NONE = -1;

    private final GenerateOptions options;

    Plan(GenerateOptions options) {
        this.options = options;
    }

    enum Kind {
        /** A text of its own under an id of its own. */
        FRESH,
        /** An earlier document's exact text under an id of its own. */
        DUPLICATE,
        /** An earlier record, byte for byte. */
        REPEAT,
        /** A later version of an earlier id. */
        CHANGED,
        /** A record that cannot be parsed. */
        INVALID
    }

    /**
     * The record at a place.
     *
     * @param index the place in the data set, from 0
     * @param kind what it is
     * @param original the place of the document it refers to; its own place if it refers to none
     */
    record Entry(long index, Kind kind, long original) {}

    long firstOf(int shard) {
        return shard * options.documents() / options.shards();
    }

    Entry entry(int shard, long index) {
        Kind kind = intended(index);
        long original =
                switch (kind) {
                    case DUPLICATE -> original(index, 0, kind);
                    case REPEAT, CHANGED -> original(index, firstOf(shard), kind);
                    case FRESH, INVALID -> index;
                };
        // nothing to refer to, as at the head of a shard: a document of its own, but one that nothing refers to
        return original == NONE ? new Entry(index, Kind.FRESH, index) : new Entry(index, kind, original);
    }

    private Kind intended(long index) {
        double share = new Dice(options.seed(), Dice.Purpose.KIND, index).share();
        if ((share -= options.duplicates()) < 0) {
            return Kind.DUPLICATE;
        }
        if ((share -= options.repeats()) < 0) {
            return Kind.REPEAT;
        }
        if ((share -= options.changed()) < 0) {
            return Kind.CHANGED;
        }
        return share < options.invalid() ? Kind.INVALID : Kind.FRESH;
    }

    private long original(long index, long first, Kind kind) {
        if (index == first) {
            return NONE;
        }
        Dice dice = new Dice(options.seed(), Dice.Purpose.ORIGINAL, index);
        for (int i = 0; i < TRIES; i++) {
            long candidate = first + dice.below(index - first);
            if (intended(candidate) == Kind.FRESH && suits(candidate, kind)) {
                return candidate;
            }
        }
        return NONE;
    }

    /** A repeat of a document that has changed since would be a change back: so a document gets one or the other. */
    private static boolean suits(long candidate, Kind kind) {
        return switch (kind) {
            case REPEAT -> candidate % 2 == 0;
            case CHANGED -> candidate % 2 == 1;
            default -> true;
        };
    }
}
