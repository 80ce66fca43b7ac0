package dev.anicut.operators.embed;

/** How texts are put before the model. */
public enum Batching {
    /** One by one and unpadded: the same text gives the same bits, whatever came with it. */
    SINGLE,
    /** Texts of similar length together, padded to the longest, under a token budget. */
    PADDED
}
