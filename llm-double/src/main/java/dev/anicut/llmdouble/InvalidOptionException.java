package dev.anicut.llmdouble;

/** An option that cannot be used: one line and exit code 2. */
public final class InvalidOptionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidOptionException(String option, String given, String accepted) {
        super(option + (given == null ? " is missing: " : ": '" + given + "' given, ") + accepted);
    }

    InvalidOptionException(String message) {
        super(message);
    }
}
