package dev.anicut.jobs.run;

/** Lengths of time in words. */
final class Seconds {
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;

    private Seconds() {}

    /** A time that was measured. */
    static String exactly(double seconds) {
        long s = Math.round(seconds);
        if (s < MINUTE) {
            return s + " s";
        }
        if (s < HOUR) {
            return s / MINUTE + " min " + s % MINUTE + " s";
        }
        return s / HOUR + " h " + s % HOUR / MINUTE + " min";
    }

    /** A time that was estimated: in steps as coarse as the estimate, so that it does not flicker. */
    static String about(double seconds) {
        if (seconds < MINUTE) {
            return "less than a minute";
        }
        long minutes = Math.round(seconds / MINUTE);
        if (minutes < 10) {
            return "about " + minutes + " min";
        }
        long fives = Math.round(seconds / (5 * MINUTE)) * 5;
        if (fives < 60) {
            return "about " + fives + " min";
        }
        long halves = Math.round(seconds / (HOUR / 2));
        if (halves < 8) {
            return "about " + halves / 2 + " h" + (halves % 2 == 0 ? "" : " 30 min");
        }
        return "about " + Math.round(seconds / HOUR) + " h";
    }
}
