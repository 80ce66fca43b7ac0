package dev.anicut.model;

/** A setting that cannot be used: ends the command with one line and exit code 2, before any job starts. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * @param option the option's key, for example {@code chunk.max-tokens}
     * @param given what was given, or null if nothing was
     * @param accepted what is accepted, for example {@code a number from 16 to 512}
     */
    public InvalidSettingException(String option, String given, String accepted) {
        super(given == null ? option + " is missing: " + accepted : option + ": '" + given + "' given, " + accepted);
    }

    public InvalidSettingException(String message) {
        super(message);
    }
}
