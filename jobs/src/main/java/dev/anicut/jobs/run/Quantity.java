package dev.anicut.jobs.run;

import java.util.Locale;

/** A number of things in words. */
final class Quantity {
    private Quantity() {}

    /** The number and the noun, which takes an s in the plural: {@code 1 file}, {@code 1,200 files}. */
    static String of(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }
}
