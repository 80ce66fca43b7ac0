package dev.anicut.operators.embed;

/** How the vectors of a text's tokens become the vector of the text. */
public enum Pooling {
    /** Their mean, special tokens included. */
    MEAN,
    /** The first token's, which BERT calls {@code [CLS]}. */
    CLS
}
