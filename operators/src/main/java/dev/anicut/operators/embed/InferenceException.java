package dev.anicut.operators.embed;

/** The model could not take its input: the input's fault, not the program's. */
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
