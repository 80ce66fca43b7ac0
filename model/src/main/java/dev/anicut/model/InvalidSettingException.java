package dev.anicut.model;

import java.time.Duration;

/** A setting that cannot be used: ends the command with one line and exit code 2, before any job starts. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * A value that is none of those an option takes: {@code chunk.max-tokens: '4' given, expected a number from 16 to 512}.
     *
     * @param option the option's key, for example {@code chunk.max-tokens}
     * @param given what was given, or null if nothing was
     * @param expected what is accepted, as a noun: {@code a number from 16 to 512}
     */
    public InvalidSettingException(String option, String given, String expected) {
        super(option + (given == null ? " is missing: " : ": '" + given + "' given, ") + "expected " + expected);
    }

    public InvalidSettingException(String message) {
        super(message);
    }

    /**
     * A value of the right form that cannot be used all the same: {@code source.path: '/docs' does not exist}.
     *
     * @param option the option's key
     * @param given what was given
     * @param why what is wrong with it, as the rest of a sentence that begins with the value: {@code does not exist}
     */
    public static InvalidSettingException unusable(String option, String given, String why) {
        return new InvalidSettingException(option + ": '" + given + "' " + why);
    }

    /** A duration that is none of those an option takes, shown as one writes it: {@code 1500 ms} or {@code 90 s}. */
    public static InvalidSettingException ofDuration(String option, Duration given, String expected) {
        String shown = given.getNano() == 0
                ? given.toSeconds() + " s"
                : given.getNano() % 1_000_000 == 0 ? given.toMillis() + " ms" : given.toNanos() + " ns";
        return new InvalidSettingException(option, shown, expected);
    }
}
