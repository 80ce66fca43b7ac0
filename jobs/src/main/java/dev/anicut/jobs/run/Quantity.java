package dev.anicut.jobs.run;

import java.util.Locale;

/** A number of things, or of bytes, in words. */
final class Quantity {
    private Quantity() {}

    /** The number and the noun, which takes an s in the plural: {@code 1 file}, {@code 1,200 files}. */
    static String of(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    /** Bytes in a unit that leaves no 0.0, megabytes at most: {@code 12 bytes}, {@code 1.2 kB}, {@code 3.0 MB}. */
    static String ofBytes(long bytes) {
        if (bytes < 1_000) {
            return of(bytes, "byte");
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }
}
