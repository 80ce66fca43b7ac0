package dev.anicut.operators.embed;

/** The tokenizer could not take a text: the text's fault, not the program's. */
public final class TokenizationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TokenizationException(RuntimeException cause) {
        super("the tokenizer failed: " + cause.getMessage(), cause);
    }
}
